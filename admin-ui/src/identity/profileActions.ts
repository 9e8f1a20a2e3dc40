import type { Schemas } from '../api/client';

type Shown = Pick<Schemas['Profile'], 'undetermined' | 'identifiers' | 'withdrawals'>;

/** What may be done with a profile as it is shown for one purpose. */
export interface ProfileActions {
  touches: boolean;
  split: boolean;
  withdraw: boolean;
  erase: boolean;
}

/**
 * An id that stands for nobody offers nothing, but for somebody who withdrew a purpose: they are nobody for it because they
 * said so, and may still ask to be forgotten, and to be left alone for the other purpose too.
 */
export function actionsOf({ undetermined, identifiers, withdrawals }: Shown): ProfileActions {
  const somebody = !undetermined || withdrawals.length > 0;
  return { touches: !undetermined, split: !undetermined && identifiers.length > 1, withdraw: somebody, erase: somebody };
}
