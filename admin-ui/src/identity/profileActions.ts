import type { Schemas } from '../api/client';

type Shown = Pick<Schemas['Profile'], 'undetermined' | 'identifiers' | 'withdrawals' | 'records'>;

/** What may be done with a profile as it is shown for one purpose. */
export interface ProfileActions {
  touches: boolean;
  split: boolean;
  withdraw: boolean;
  erase: boolean;
}

/**
 * An id that stands for nobody offers nothing, but for somebody who withdrew a purpose: they are nobody for it because they
 * said so, and may still ask to be forgotten, and to be left alone for the other purpose too. A person of records alone has no identifiers with which anything could be done.
 */
export function actionsOf({ undetermined, identifiers, withdrawals, records }: Shown): ProfileActions {
  const stitched = !undetermined && !records;
  const somebody = stitched || withdrawals.length > 0;
  return { touches: stitched, split: stitched && identifiers.length > 1, withdraw: somebody, erase: somebody };
}
