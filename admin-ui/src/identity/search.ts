import type { Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Purpose } from '../api/queries';
import { PURPOSES } from './purposes';

/** Whom an identifier leads to, and the purpose for which it does. */
export interface Found {
  profileId?: string;
  purpose?: Purpose;
  /** The id under which nobody, or whoever withdrew it all, is asked for; null where the value is no identifier. */
  asked?: string | undefined;
  /** Why it leads to nobody. */
  because?: Schemas['WhyNot']['reason'] | undefined;
}

/** What may be said of an identifier alone that leads to nobody; other reasons are about two. */
const BECAUSE = ['BLOCKED', 'QUARANTINED', 'SHARED', 'WITHDRAWN', 'ERASED'] as const;

export function becauseOf({ because }: Found): (typeof BECAUSE)[number] | 'NEVER_SEEN' | undefined {
  return because === 'NEVER_SEEN' ? because : BECAUSE.find((each) => each === because);
}

/** Reads one answer for each purpose, in their order: whoever withdrew one purpose is still somebody for the other. */
export function foundIn(results: Schemas['Resolved'][]): Found {
  for (const [index, purpose] of PURPOSES.entries()) {
    const result = results[index];
    if (result?.known && result.profileId) {
      return { profileId: result.profileId, purpose };
    }
  }
  return { asked: results[0]?.profileId ?? undefined };
}

/** Whether what was typed is none of its kind, such as a phone number with too few digits. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'INVALID_IDENTIFIER';
}

/** Whether more is known of somebody than can be explained now. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'TOO_MUCH_EVIDENCE';
}
