import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { changesName, definitionOf, draftNamed, percentOf, releaseAddress, withRule, type Draft } from './rulesForm';

const rule = (type: string, priority: number): Schemas['TypeRule'] => ({ type, strength: 'PERSON', priority, perProfile: 5, perScope: false, personsPerKey: 3, scopeRequired: false });
const RULES: Draft = { identifiersPerProfile: 1000, types: [rule('phone', 70), rule('email', 60)] };

describe('a change of the rules', () => {
  it('is named in the address, and comes back from it', () => {
    const draft = { ...withRule(withRule(RULES, 'phone', { personsPerKey: 7 }), 'email', { strength: 'DEVICE', priority: 41 }), identifiersPerProfile: 20 };
    const name = changesName(RULES, draft);
    expect(name).toBe('phone.personsPerKey.7~email.strength.DEVICE~email.priority.41~all.20');
    expect(draftNamed(RULES, name)).toEqual(draft);
    expect(changesName(RULES, RULES)).toBeUndefined();
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

  it('keeps the windows of limits, which it does not edit', () => {
    const windowed = { ...RULES, types: [{ ...rule('phone', 70), perProfileWindow: 'PT720H', personsPerKeyWindow: 'PT24H' }] };
    expect(definitionOf(windowed, 4).types[0]).toMatchObject({ perProfileWindow: 'PT720H', personsPerKeyWindow: 'PT24H' });
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
});
