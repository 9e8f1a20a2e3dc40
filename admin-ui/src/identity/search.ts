import type { Schemas } from '../api/client';
import type { Purpose } from '../api/queries';
import { PURPOSES } from './purposes';

/** Whom an identifier leads to, and the purpose for which it does. */
export interface Found {
  profileId?: string;
  purpose?: Purpose;
  undetermined: boolean;
}

/** Reads one answer for each purpose, in their order: whoever withdrew one purpose is still somebody for the other. */
export function foundIn(results: Schemas['Resolved'][]): Found {
  const undetermined = results.some((each) => each.undetermined);
  for (const [index, purpose] of PURPOSES.entries()) {
    const result = results[index];
    if (result?.known && result.profileId) {
      return { profileId: result.profileId, purpose, undetermined };
    }
  }
  return { undetermined };
}
