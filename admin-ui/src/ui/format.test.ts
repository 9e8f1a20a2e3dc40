import { describe, expect, it } from 'vitest';
import { formatOf } from './format';

describe('times', () => {
  it('tell two touches of one minute apart where that matters', () => {
    for (const language of ['en', 'zh'] as const) {
      const { dateTime, moment } = formatOf(language);
      const [one, other] = ['2026-06-05T12:00:07Z', '2026-06-05T12:00:48Z'];
      expect(dateTime(one)).toBe(dateTime(other));
      expect(moment(one)).not.toBe(moment(other));
      expect(moment(undefined)).toBe('–');
    }
  });
});
