import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { movesOf, rowsOf, spanOf } from './flow';
import { fieldForStages, isNeverReached, isNotAbove, stagesOf, stagesValuesOf } from './stagesForm';

const flow: Schemas['StageFlow'] = {
  from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', stages: ['POTENTIAL', 'NEW', 'RETURNING'], base: 100,
  cells: [
    { from: 'POTENTIAL', to: 'POTENTIAL', people: 60 }, { from: 'POTENTIAL', to: 'NEW', people: 15 }, { from: 'POTENTIAL', to: 'RETURNING', people: 5 },
    { from: 'NEW', to: 'POTENTIAL', people: 0 }, { from: 'NEW', to: 'NEW', people: 10 }, { from: 'NEW', to: 'RETURNING', people: 10 },
    { from: 'RETURNING', to: 'POTENTIAL', people: 0 }, { from: 'RETURNING', to: 'NEW', people: 0 }, { from: 'RETURNING', to: 'RETURNING', people: 0 },
  ],
};

const rules: Schemas['StageRules'] = {
  version: 3, stages: [{ name: 'POTENTIAL' }, { name: 'NEW', minOrders: 1 }, { name: 'RETURNING', minOrders: 2, minDaysSinceFirstOrder: 90 }],
};

describe('the flow matrix', () => {
  it('has a row for each stage whose cells sum to its people, and shares of none are none', () => {
    const rows = rowsOf(flow);
    expect(rows.map(({ from, people }) => [from, people])).toEqual([['POTENTIAL', 80], ['NEW', 20], ['RETURNING', 0]]);
    expect(rows[1]?.cells.map(({ share }) => share)).toEqual([0, 0.5, 0.5]);
    expect(rows[2]?.cells.map(({ share }) => share)).toEqual([0, 0, 0]);
    expect(rows.reduce((sum, row) => sum + row.people, 0)).toBe(flow.base);
  });

  it('says who went up and who stayed', () => {
    expect(movesOf(flow)).toEqual({ up: 30, stayed: 70 });
  });
});

describe('the time that is asked for', () => {
  const now = dayjs('2026-02-20T15:00:00Z');
  const asked = (from?: string, to?: string) => {
    const span = spanOf(from, to, now);
    return [span.from.toISOString(), span.to.toISOString()];
  };

  it('ends now like the counts beside it, and at the latest', () => {
    expect(asked()).toEqual(['2026-01-21T15:00:00.000Z', '2026-02-20T15:00:00.000Z']);
    expect(asked('2026-01-01T00:00:00Z', '2026-02-21T00:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2026-02-20T15:00:00.000Z']);
    expect(asked('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z']);
  });

  it('passes over what is no time, or begins after its end', () => {
    const usual = asked();
    expect(asked('garbage', 'garbage')).toEqual(usual);
    expect(asked('', '')).toEqual(usual);
    expect(asked('2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z')).toEqual(usual);
    expect(asked('2026-02-09T00:00:00Z', '2026-02-08T00:00:00Z')).toEqual(['2026-01-09T00:00:00.000Z', '2026-02-08T00:00:00.000Z']);
  });
});

describe('the form of stages', () => {
  it('gives back the stages it was filled with', () => {
    expect(stagesOf(stagesValuesOf(rules))).toEqual({ stages: rules.stages });
  });

  it('writes names in capitals and leaves the first stage without thresholds', () => {
    expect(stagesOf({ stages: [{ name: ' cold ', minOrders: 4, minDaysSinceFirstOrder: 4 }, { name: 'warm', minOrders: 1, minDaysSinceFirstOrder: null }] }))
      .toEqual({ stages: [{ name: 'COLD' }, { name: 'WARM', minOrders: 1 }] });
  });

  it('says which thresholds lie above no lower one, and which stage nobody reaches', () => {
    const { stages } = stagesValuesOf(rules);
    expect(stages.map((_, index) => isNotAbove(stages, index, 'minOrders'))).toEqual([null, null, null]);
    const equal = [...stages, { name: 'LOYAL', minOrders: 2, minDaysSinceFirstOrder: 91 }];
    expect(isNotAbove(equal, 3, 'minOrders')).toBe(2);
    expect(isNotAbove(equal, 3, 'minDaysSinceFirstOrder')).toBeNull();
    expect([...stages, { name: 'NEVER', minOrders: null, minDaysSinceFirstOrder: null }].map((_, index, all) => isNeverReached(all, index))).toEqual([false, false, false, true]);
  });

  it('shows what is wrong at the field that it is about', () => {
    expect(fieldForStages(['stages', 2, 'minDaysSinceFirstOrder'])).toEqual(['stages', 2, 'minDaysSinceFirstOrder']);
    expect(fieldForStages(['stages', 1])).toEqual(['stages', 1, 'minOrders']);
    expect(fieldForStages(['stages'])).toBeNull();
    expect(fieldForStages(['version'])).toBeNull();
  });
});
