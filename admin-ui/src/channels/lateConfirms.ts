import type { Schemas } from '../api/client';

/** Those whose exposures come later than their grants wait; of all channels, or of those that are named. */
export function lateOnes(delays: Schemas['ConfirmDelay'][], channels: string[] | undefined): Schemas['ConfirmDelay'][] {
  return delays.filter((delay) => delay.exceedsGrantTtl && (channels === undefined || channels.includes(delay.channel)));
}
