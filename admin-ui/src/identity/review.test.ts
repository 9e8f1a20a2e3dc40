import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { fieldRows, measuredOf, progressOf, runOf, verdictsOf } from './review';

const PAIR: Schemas['LinkagePair'] = {
  pairId: 1, state: 'REVIEW', probability: 0.7, weightBits: 3,
  first: { recordId: 'a', source: 'shop', fields: { surname: 'Kelly', city: 'Bordeaux', givenName: 'Anna' } },
  second: { recordId: 'b', source: 'till', fields: { surname: 'Kely', city: 'Lyon', postcode: '33000' } },
  fields: [{ field: 'city', level: 1, exact: false, bits: -2 }, { field: 'surname', level: 4, exact: false, bits: 7 }],
};
const run = (more: Partial<Schemas['LinkageRun']>): Schemas['LinkageRun'] => ({ runId: 'r', status: 'COMPLETED', createdAt: '2026-06-01T00:00:00Z', link: false, pairsOpen: 0, pairsSame: 0, pairsDifferent: 0, ...more });

describe('a pair in review', () => {
  it('shows the heaviest fields first, and those that only one record has last', () => {
    expect(fieldRows(PAIR).map(({ field, agreement, bits }) => [field, agreement, bits])).toEqual([
      ['surname', 'similar', 7], ['city', 'different', -2], ['givenName', 'missing', 0], ['postcode', 'missing', 0],
    ]);
  });

  it('tells equal values from like ones', () => {
    const [row] = fieldRows({ ...PAIR, fields: [{ field: 'surname', level: 5, exact: true, bits: 9 }] });
    expect(row?.agreement).toBe('exact');
  });
});

describe('a verdict', () => {
  it('may be either in review, and takes a join back whoever made it', () => {
    expect(verdictsOf({ state: 'REVIEW' })).toEqual(['DIFFERENT', 'SAME']);
    expect(verdictsOf({ state: 'LINKED' })).toEqual(['DIFFERENT']);
    expect(verdictsOf({ state: 'SAME' })).toEqual(['DIFFERENT']);
    expect(verdictsOf({ state: 'DIFFERENT' })).toEqual([]);
  });
});

describe('a new run', () => {
  it('makes evidence unless somebody says otherwise', () => {
    expect(runOf({ source: ' crm ' })).toEqual({ source: 'crm', link: true });
    expect(runOf({ source: '  ', link: false })).toEqual({ link: false });
  });
});

describe('a run', () => {
  it('says how much of it people have decided', () => {
    expect(progressOf(run({ pairsInReview: 8, pairsOpen: 4, pairsSame: 3, pairsDifferent: 1 }))).toEqual({ total: 8, decided: 4, percent: 50 });
    expect(progressOf(run({}))).toEqual({ total: 0, decided: 0, percent: 100 });
  });

  it('counts no pair as decided that was joined and is parted', () => {
    expect(progressOf(run({ pairsInReview: 2, pairsOpen: 2, pairsDifferent: 5 }))).toEqual({ total: 2, decided: 0, percent: 0 });
  });

  it('measures nothing before somebody has decided', () => {
    expect(measuredOf(run({ pairsInReview: 8 }))).toBeUndefined();
    expect(measuredOf(run({ pairsSame: 3, pairsDifferent: 1 }))).toEqual({ decided: 4, sameShare: 0.75 });
  });
});
