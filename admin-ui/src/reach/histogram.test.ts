import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { leakageOf, leakageQuery } from '../api/queries';
import { barNamed, barsOf, figuresOf, heavyShare } from './histogram';
import { aboveOf } from './touches';
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

  it('names its bars so that an address finds them again', () => {
    const bars = barsOf(Array.from({ length: 60 }, () => 1), 2);
    expect(bars.map((bar) => barNamed(bar.label))).toEqual(bars.map((bar) => ({ exposures: bar.from, orMore: bar.open })));
    expect(barNamed(undefined)).toBeUndefined();
    expect(barNamed('many')).toBeUndefined();
    expect(barNamed('-1')).toBeUndefined();
  });

  it('shows the running window until one has ended', () => {
    const counts = (exposures: number) => ({ reached: 1, exposures, under: 0, exact: 1, over: 0, heavyTouches: 0, leakageTouches: 0, histogram: [0, 1] });
    const open = { ...counts(7), from: '2026-06-05T00:00:00Z', to: '2026-06-06T00:00:00Z' };
    const daily: Schemas['ReachChannel'] = { ...counts(0), channel: 'push', target: 1, minimum: 1, window: { kind: 'CALENDAR', unit: 'DAY', zone: 'UTC' }, tiles: 0, open };
    expect(figuresOf(daily)).toEqual({ figures: open, running: true });
    expect(figuresOf({ ...daily, tiles: 1 })).toMatchObject({ figures: { exposures: 0 }, running: false });
    expect(figuresOf({ ...daily, window: { kind: 'CAMPAIGN' } }).running).toBe(false);
  });

  it('weighs heavy touches against all exposures', () => {
    expect(heavyShare({ exposures: 200, heavyTouches: 50 })).toBe(0.25);
    expect(heavyShare({ exposures: 0, heavyTouches: 0 })).toBe(0);
  });
});

describe('touches of one person', () => {
  it('are marked where they were above plan, whatever row of the plan says so', () => {
    const person = { profileId: 'p', channel: 'search', count: 3, target: 2, heavyTouches: 1, cause: 'NEVER_GRANTED', partner: 'platform' };
    const touch = (touchId: string, cause: string) => ({ touchId, occurredAt: '2026-06-05T00:00:00Z', cause, causes: [cause], partner: 'platform' });
    const above = aboveOf([
      [{ ...person, above: [touch('a1', 'NEVER_GRANTED')] }],
      undefined,
      [{ ...person, above: [touch('b1', 'REPORTED_LATE'), touch('a1', 'NEVER_GRANTED')] }],
    ]);
    expect([...above]).toEqual([['a1', 'NEVER_GRANTED'], ['b1', 'REPORTED_LATE']]);
  });
});

describe('plan rows', () => {
  it('are named by channel, and by number where a channel has several', () => {
    const keys = planRowKeys([{ channel: 'search' }, { channel: 'wechat' }, { channel: 'search' }]);
    expect(keys).toEqual([{ channel: 'search', row: 0 }, { channel: 'wechat', row: 0 }, { channel: 'search', row: 1 }]);
    expect(keys.map(planRowId)).toEqual(['search', 'wechat', 'search~1']);
  });
});

describe('leakage', () => {
  const of = { channel: 'search', row: 1 };

  it('is asked for whole, or for who can still be saved alone', () => {
    expect(leakageOf(of, false)).toEqual(of);
    expect(leakageOf(of, true)).toEqual({ ...of, savable: true });
    expect(leakageQuery('c', of, true).queryKey).not.toEqual(leakageQuery('c', of, false).queryKey);
  });
});
