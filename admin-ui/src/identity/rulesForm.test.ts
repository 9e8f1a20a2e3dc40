import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { changesBetween, changesName, definitionOf, draftNamed, longestIn, percentOf, previewPercent, releaseAddress, windowIn, withRule, type Draft } from './rulesForm';

const rule = (type: string, priority: number): Schemas['TypeRule'] => ({ type, strength: 'PERSON', priority, perProfile: 5, perScope: false, personsPerKey: 3, scopeRequired: false });
const RULES: Draft = { identifiersPerProfile: 1000, types: [rule('phone', 70), rule('email', 60)] };
const WINDOWED: Draft = { ...RULES, types: [{ ...rule('phone', 70), perProfileWindow: 'PT720H', personsPerKeyWindow: 'PT24H' }] };

describe('a change of the rules', () => {
  it('is named in the address, and comes back from it', () => {
    const draft = { ...withRule(withRule(RULES, 'phone', { personsPerKey: 7 }), 'email', { strength: 'DEVICE', priority: 41 }), identifiersPerProfile: 20 };
    const name = changesName(RULES, draft);
    expect(name).toBe('phone.personsPerKey.7~email.strength.DEVICE~email.priority.41~all.20');
    expect(draftNamed(RULES, name)).toEqual(draft);
    expect(changesName(RULES, RULES)).toBeUndefined();
  });

  it('is told limit by limit, however a window is written', () => {
    const after = { ...withRule(withRule(RULES, 'phone', { personsPerKey: 7, perProfileWindow: 'P30D' }), 'email', { strength: 'DEVICE' }), identifiersPerProfile: 20 };
    expect(changesBetween(RULES, after)).toEqual([
      { part: 'personsPerKey', type: 'phone', before: 3, after: 7 },
      { part: 'perProfileWindow', type: 'phone', before: undefined, after: 'P30D' },
      { part: 'strength', type: 'email', before: 'PERSON', after: 'DEVICE' },
      { part: 'identifiersPerProfile', before: 1000, after: 20 },
    ]);
    expect(changesBetween(WINDOWED, withRule(WINDOWED, 'phone', { perProfileWindow: 'P30D', personsPerKeyWindow: 'P1D' }))).toEqual([]);
  });

  it('passes over what an address cannot mean', () => {
    expect(draftNamed(RULES, 'phone.personsPerKey.0~phone.strength.STRONG~phone.scope.1~fax.priority.3~all.x~')).toEqual(RULES);
    expect(draftNamed(RULES, undefined)).toEqual(RULES);
  });

  it('is sent with every type and the version it was made on', () => {
    expect(definitionOf(RULES, 4)).toEqual({
      version: 4,
      identifiersPerProfile: 1000,
      types: [
        { type: 'phone', strength: 'PERSON', priority: 70, perProfile: 5, personsPerKey: 3 },
        { type: 'email', strength: 'PERSON', priority: 60, perProfile: 5, personsPerKey: 3 },
      ],
    });
  });

  it('keeps the windows of limits that it does not change', () => {
    expect(definitionOf(WINDOWED, 4).types[0]).toMatchObject({ perProfileWindow: 'PT720H', personsPerKeyWindow: 'PT24H' });
    expect(changesName(WINDOWED, withRule(WINDOWED, 'phone', { perProfileWindow: 'P30D' }))).toBeUndefined();
  });

  it('names the windows of limits, and all time, in the address', () => {
    const draft = withRule(WINDOWED, 'phone', { perProfileWindow: 'P90D', personsPerKeyWindow: null });
    const name = changesName(WINDOWED, draft);
    expect(name).toBe('phone.perProfileWindow.P90D~phone.personsPerKeyWindow.ALL');
    expect(draftNamed(WINDOWED, name)).toEqual(draft);
    expect(definitionOf(draft, 4).types[0]).toEqual({ type: 'phone', strength: 'PERSON', priority: 70, perProfile: 5, personsPerKey: 3, perProfileWindow: 'P90D' });
    expect(draftNamed(WINDOWED, 'phone.perProfileWindow.P3651D~phone.perProfileWindow.PT0S~phone.personsPerKeyWindow.soon')).toEqual(WINDOWED);
  });

  it('shows a window in the unit somebody chose, as far as it is whole there', () => {
    expect(windowIn('PT720H', undefined)).toEqual({ count: 30, unit: 'DAYS' });
    expect(windowIn('P1D', 'HOURS')).toEqual({ count: 24, unit: 'HOURS' });
    expect(windowIn('PT36H', 'DAYS')).toEqual({ count: 36, unit: 'HOURS' });
    expect(windowIn('PT45S', 'SECONDS')).toEqual({ count: 45, unit: 'SECONDS' });
    expect(longestIn('HOURS')).toBe(87_600);
  });

  it('that would release an identifier has an address of its own', () => {
    const address = new URL(releaseAddress({ type: 'phone', degree: 9 }), 'http://x');
    expect(draftNamed(RULES, address.searchParams.get('change') ?? '').types[0]?.personsPerKey).toBe(9);
  });

  it('is complete only when its job says so', () => {
    const job = { startedAt: '2026-06-01T00:00:00Z' };
    expect(percentOf({ ...job, status: 'RUNNING', done: 1, left: 3 })).toBe(25);
    expect(percentOf({ ...job, status: 'RUNNING', done: 5, left: 0 })).toBe(99);
    expect(percentOf({ ...job, status: 'RUNNING', done: 0, left: 0 })).toBe(0);
    expect(percentOf({ ...job, status: 'COMPLETED', done: 0, left: 0 })).toBe(100);
  });

  it('knows how far a dry run is, which begins before anybody knows how much there is', () => {
    const job = { startedAt: '2026-06-01T00:00:00Z' };
    expect(previewPercent({ ...job, status: 'QUEUED', done: 0, total: 0 })).toBe(0);
    expect(previewPercent({ ...job, status: 'RUNNING', done: 250, total: 1_000 })).toBe(25);
    expect(previewPercent({ ...job, status: 'RUNNING', done: 1_000, total: 1_000 })).toBe(99);
    expect(previewPercent({ ...job, status: 'COMPLETED', done: 1_000, total: 1_000 })).toBe(100);
  });
});
