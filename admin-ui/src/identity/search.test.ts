import { expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { becauseOf, foundIn, isTooMuch, isUnreadable } from './search';

it('finds whoever withdrew ads by what they are for service', () => {
  expect(foundIn([{ profileId: 'nobody', known: false, undetermined: false }, { profileId: 'anna', known: true, undetermined: false }]))
    .toEqual({ profileId: 'anna', purpose: 'SERVICE' });
  expect(foundIn([{ profileId: 'anna', known: true, undetermined: false }, { profileId: 'anna', known: true, undetermined: false }]).purpose).toBe('ADS');
  expect(foundIn([{ profileId: 'x', known: false, undetermined: false }, { profileId: 'x', known: false, undetermined: false }]).profileId).toBeUndefined();
});

it('remembers by which id somebody was asked for who is nobody, and says why only what holds of one identifier', () => {
  expect(foundIn([{ profileId: 'x', known: false, undetermined: false }, { profileId: 'x', known: false, undetermined: false }])).toEqual({ asked: 'x' });
  expect(foundIn([{ profileId: null, known: false, undetermined: true }])).toEqual({ asked: undefined });
  expect([becauseOf({ because: 'WITHDRAWN' }), becauseOf({ because: 'NEVER_SEEN' }), becauseOf({ because: 'PERSON_CONFLICT' }), becauseOf({})]).toEqual(['WITHDRAWN', 'NEVER_SEEN', undefined, undefined]);
});

it('tells a mistyped value from other problems', () => {
  expect(isUnreadable(new ApiProblem({ status: 422, code: 'INVALID_IDENTIFIER', type: '', title: '' }))).toBe(true);
  expect(isUnreadable(new ApiProblem({ status: 503, code: 'UNAVAILABLE', type: '', title: '' }))).toBe(false);
  expect(isUnreadable(undefined)).toBe(false);
});

it('tells that too much is known to say why from other problems', () => {
  expect(isTooMuch(new ApiProblem({ status: 422, code: 'TOO_MUCH_EVIDENCE', type: '', title: '' }))).toBe(true);
  expect(isTooMuch(new ApiProblem({ status: 422, code: 'INVALID_IDENTIFIER', type: '', title: '' }))).toBe(false);
});
