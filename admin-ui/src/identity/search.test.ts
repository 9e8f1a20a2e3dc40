import { expect, it } from 'vitest';
import { foundIn } from './search';

it('finds whoever withdrew ads by what they are for service', () => {
  expect(foundIn([{ profileId: 'nobody', known: false, undetermined: false }, { profileId: 'anna', known: true, undetermined: false }]))
    .toEqual({ profileId: 'anna', purpose: 'SERVICE', undetermined: false });
  expect(foundIn([{ profileId: 'anna', known: true, undetermined: false }, { profileId: 'anna', known: true, undetermined: false }]).purpose).toBe('ADS');
  expect(foundIn([{ profileId: 'x', known: false, undetermined: false }, { profileId: 'x', known: false, undetermined: false }]).profileId).toBeUndefined();
});
