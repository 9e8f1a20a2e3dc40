import { expect, it } from 'vitest';
import { blockedChange, blockedIn, blockedText, wrongIn } from './blocked';

it('writes and reads patterns, one in a line', () => {
  const patterns = [{ type: 'email', pattern: '*@shop.example' }, { pattern: 'till-*' }, { pattern: 'a:b' }];
  expect(blockedText(patterns)).toBe('email: *@shop.example\ntill-*\na:b');
  expect(blockedIn(` ${blockedText(patterns)}\n\n`, ['email', 'phone'])).toEqual(patterns);
});

it('says what is wrong with a pattern before it is sent', () => {
  expect(wrongIn([{ pattern: 'till-*' }, { type: 'email', pattern: '*@shop.example' }])).toBeUndefined();
  expect(wrongIn(blockedIn('till-*\nemail:', ['email']))).toEqual({ why: 'empty', pattern: 'email: ' });
  expect(wrongIn([{ pattern: 'x'.repeat(101) }])?.why).toBe('long');
  expect(wrongIn([{ type: 'phone', pattern: '?*' }])).toEqual({ why: 'everything', pattern: 'phone: ?*' });
  expect(wrongIn(Array.from({ length: 201 }, (_, index) => ({ pattern: `till-${index}` })))).toEqual({ why: 'many' });
});

it('tells which patterns are new and which are gone', () => {
  expect(blockedChange([{ pattern: 'a' }, { type: 'email', pattern: 'b' }], [{ pattern: 'b' }, { pattern: 'a' }, { pattern: 'a' }])).toEqual({ added: ['b'], removed: ['email: b'] });
});
