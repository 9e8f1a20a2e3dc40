import { expect, it } from 'vitest';
import { blockedIn, blockedText } from './blocked';

it('writes and reads patterns, one in a line', () => {
  const patterns = [{ type: 'email', pattern: '*@shop.example' }, { pattern: 'till-*' }, { pattern: 'a:b' }];
  expect(blockedText(patterns)).toBe('email: *@shop.example\ntill-*\na:b');
  expect(blockedIn(` ${blockedText(patterns)}\n\n`, ['email', 'phone'])).toEqual(patterns);
});
