import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { compare, FIGURES, totals } from './comparison';
import { firstPlans, planLetter, planValuesOf, requestsOf, runsNamed } from './plans';

const PLAN: Schemas['PlanRow'][] = [
  { channel: 'search', target: 3, minimum: 2, window: { kind: 'CAMPAIGN' } },
  { channel: 'push', target: 1, window: { kind: 'ROLLING', duration: 'PT36H' } },
];

describe('plans to try', () => {
  it('begin with the plan as it is, and one with a touch less where there are several', () => {
    const [asPlanned, less] = firstPlans(PLAN);
    expect(asPlanned?.rows.map((row) => row.target)).toEqual([3, 1]);
    expect(less?.rows.map((row) => row.target)).toEqual([2, 1]);
  });

  it('become one request each, for the same exposures', () => {
    const [first, second] = requestsOf({ campaignId: 'c' }, firstPlans(PLAN));
    expect(first).toEqual({
      campaignId: 'c',
      plan: [{ channel: 'search', target: 3, window: { kind: 'CAMPAIGN' } }, { channel: 'push', target: 1, window: { kind: 'ROLLING', duration: 'PT36H' } }],
    });
    expect(second?.plan.map((row) => row.target)).toEqual([2, 1]);
    expect(requestsOf({ importId: 'i' }, firstPlans(PLAN)).map((request) => Object.keys(request))).toEqual([['importId', 'plan'], ['importId', 'plan']]);
  });

  it('come back from a simulation that left the window out', () => {
    const row = { channel: 'search', target: 2 } as Schemas['PlanRow'];
    expect(requestsOf({ campaignId: 'c' }, [planValuesOf([row])])[0]?.plan).toEqual([{ ...row, window: { kind: 'CAMPAIGN' } }]);
  });

  it('are named by letters, and their runs by the address', () => {
    expect([0, 1, 5].map(planLetter)).toEqual(['A', 'B', 'F']);
    expect(runsNamed('one,two,')).toEqual(['one', 'two']);
    expect(runsNamed(undefined)).toEqual([]);
    expect(runsNamed('1,2,3,4,5,6,7')).toHaveLength(6);
  });
});

describe('a comparison', () => {
  const outcome = (channel: string, allowed: number, heavyAvoided?: number): Schemas['SimulationChannel'] =>
    ({ channel, allowed, denied: 10 - allowed, underPlan: 1, leakageTouches: allowed, ...(heavyAvoided === undefined ? {} : { heavyAvoided }) });
  const ran = (jobId: string, plan: Schemas['PlanRow'][], channels?: Schemas['SimulationChannel'][]): Schemas['Simulation'] =>
    ({ jobId, campaignId: 'c', plan, status: channels ? 'COMPLETED' : 'RUNNING', ...(channels ? { channels } : {}) });

  it('lays plans side by side, and leaves room for one that still runs', () => {
    const channels = compare([
      ran('a', PLAN, [outcome('search', 6, 4), outcome('push', 3, 7)]),
      ran('b', PLAN.slice(0, 1), [outcome('search', 5, 5)]),
      ran('c', PLAN),
      undefined,
    ]);
    expect(channels.map(({ channel }) => channel)).toEqual(['search', 'push']);
    expect(channels[0]?.cells.map((cell) => cell.outcome?.allowed)).toEqual([6, 5, undefined, undefined]);
    expect(channels[1]?.cells.map((cell) => cell.rows.length)).toEqual([1, 0, 1, 0]);
    expect(totals(channels, 'allowed')).toEqual([9, 5, undefined, undefined]);
    expect(totals(channels, 'heavyAvoided')).toEqual([11, 5, undefined, undefined]);
  });

  it('tells who is still under plan beside what is left to them', () => {
    const channels = compare([ran('a', PLAN, [outcome('search', 6), outcome('push', 3)]), ran('b', PLAN)]);
    expect(FIGURES).toEqual(['allowed', 'denied', 'heavyAvoided', 'underPlan', 'leakageTouches']);
    expect(totals(channels, 'underPlan')).toEqual([2, undefined]);
  });

  it('adds nothing up where a figure was not counted yet', () => {
    const channels = compare([ran('a', PLAN, [outcome('search', 6), outcome('push', 3, 7)])]);
    expect(totals(channels, 'heavyAvoided')).toEqual([undefined]);
    expect(totals(channels, 'denied')).toEqual([11]);
    expect(compare([])).toEqual([]);
  });
});
