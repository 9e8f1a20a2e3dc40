import { describe, expect, it } from 'vitest';
import { barsOf, heavyShare } from './histogram';
import { planRowId, planRowKeys } from './planRows';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('histogram', () => {
  it('tells under, exact and over apart at the plan', () => {
    expect(barsOf([661, 1500, 1116, 905, 400, 292], 3).map((bar) => bar.kind)).toEqual(['under', 'under', 'under', 'exact', 'over', 'over']);
  });

  it('keeps every customer when the tail is one bar', () => {
    const histogram = Array.from({ length: 60 }, (_, touches) => touches * 7 + 1);
    const bars = barsOf(histogram, 2);
    expect(bars).toHaveLength(12);
    expect(bars.at(-1)?.label).toBe('11+');
    expect(sum(bars.map((bar) => bar.customers))).toBe(sum(histogram));
    expect(sum(bars.map((bar) => bar.share))).toBeCloseTo(1);
  });

  it('never lets the tail swallow the plan', () => {
    const bars = barsOf(Array.from({ length: 40 }, () => 1), 20);
    expect(bars.filter((bar) => bar.kind === 'exact')).toMatchObject([{ from: 20, customers: 1, open: false }]);
    expect(bars.at(-1)).toMatchObject({ from: 21, open: true, kind: 'over' });
  });

  it('shows the plan where nobody reached it, and nothing at all', () => {
    expect(barsOf([10, 4], 3).map((bar) => bar.customers)).toEqual([10, 4, 0, 0]);
    expect(barsOf([], 1)).toMatchObject([{ kind: 'under', share: 0 }, { kind: 'exact', share: 0 }]);
  });

  it('weighs heavy touches against all exposures', () => {
    expect(heavyShare({ exposures: 200, heavyTouches: 50 })).toBe(0.25);
    expect(heavyShare({ exposures: 0, heavyTouches: 0 })).toBe(0);
  });
});

describe('plan rows', () => {
  it('are named by channel, and by number where a channel has several', () => {
    const keys = planRowKeys([{ channel: 'search' }, { channel: 'wechat' }, { channel: 'search' }]);
    expect(keys).toEqual([{ channel: 'search', row: 0 }, { channel: 'wechat', row: 0 }, { channel: 'search', row: 1 }]);
    expect(keys.map(planRowId)).toEqual(['search', 'wechat', 'search~1']);
  });
});
