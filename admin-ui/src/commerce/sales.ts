import type { Schemas } from '../api/client';

/** Whether a line can be held by hand: there is commission on it that nothing holds yet. */
export function canHold({ commission }: Schemas['GuideSale']): boolean {
  return commission !== undefined && commission.left.amountMinor > 0 && commission.state !== 'HELD';
}
