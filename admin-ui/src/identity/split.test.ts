import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { apartName, apartNamed, groupsOf, kindsOf, maySplit, previewOf, profileAddress } from './split';

const owned = (letter: string, firstSeenAt = '2026-06-01T00:00:00Z', more: Partial<Schemas['OwnedIdentifier']> = {}): Schemas['OwnedIdentifier'] =>
  ({ type: 'cookie', scope: 'shop', masked: letter, hash: letter.repeat(64), firstSeenAt, ...more });
const evidence = (...letters: string[]) => ({ evidenceId: letters.join(''), hashes: letters.map((letter) => letter.repeat(64)), sightings: 1, held: [] as string[] }) as Schemas['Evidence'];
const touch = (channel: string, letter?: string) => ({ channel, ...(letter ? { identifier: letter.repeat(64) } : {}) }) as Schemas['Touch'];
const NOW = Date.parse('2026-06-10T00:00:00Z');
const preview = (identifiers: Schemas['OwnedIdentifier'][], rows: Schemas['Evidence'][], touches: Schemas['Touch'][], ...apart: Schemas['OwnedIdentifier'][]) =>
  previewOf({ identifiers, evidence: rows }, touches, new Set(apart.map((each) => each.hash)), NOW);
const names = (groups: Schemas['OwnedIdentifier'][][]) => groups.map((group) => group.map((each) => each.masked).sort().join(''));
const [a, b, c, d] = [owned('a'), owned('b', '2026-06-02T00:00:00Z'), owned('c', '2026-06-03T00:00:00Z'), owned('d', '2026-06-04T00:00:00Z')];

describe('a split, before it is made', () => {
  it('keeps together what something else than the rest links, and no more', () => {
    const { goes, stays } = preview([a, b, c, d], [evidence('a', 'b'), evidence('b', 'c'), evidence('c', 'd')], [], c, d);
    expect(names(goes)).toEqual(['cd']);
    expect(names(stays)).toEqual(['ab']);
  });

  it('says that what stays falls apart where it hung on what goes', () => {
    const { goes, stays } = preview([a, b, c], [evidence('a', 'b'), evidence('b', 'c')], [], b);
    expect(names(goes)).toEqual(['b']);
    expect(names(stays)).toEqual(['a', 'c']);
  });

  it('does not count on links that are refused between the person’s own identifiers', () => {
    const refused = { ...evidence('b', 'c'), held: ['SPLIT'] };
    const kiosk = { ...evidence('a', 'b', 'f'), held: ['QUARANTINED'] };
    expect(names(preview([a, b, c, d], [kiosk, refused], [], d).stays)).toEqual(['ab', 'c']);
  });

  it('leaves identifiers that were handed on out of the groups, and counts their touches', () => {
    const past = owned('e', '2026-06-01T00:00:00Z', { validTo: '2026-06-05T00:00:00Z' });
    const { stays, channels } = preview([a, b, past], [], [touch('wechat', 'e')], b);
    expect(names(stays)).toEqual(['a']);
    expect(channels).toEqual([{ channel: 'wechat', stays: 1, goes: 0, byId: 0 }]);
  });

  it('counts touches by the identifier that they follow, on each channel', () => {
    const touches = [touch('wechat', 'a'), touch('wechat', 'b'), touch('wechat', 'b'), touch('search'), touch('search', 'f')];
    expect(preview([a, b], [evidence('a', 'b')], touches, b).channels).toEqual([
      { channel: 'search', stays: 0, goes: 0, byId: 2 },
      { channel: 'wechat', stays: 1, goes: 2, byId: 0 },
    ]);
  });

  it('tells that the id goes with the identifier that gave it, which never is one that changed hands', () => {
    const taken = owned('e', '2026-05-01T00:00:00Z', { validFrom: '2026-05-01T00:00:00Z' });
    const takesId = (...apart: Schemas['OwnedIdentifier'][]) => preview([a, b, taken], [], [], ...apart).takesId;
    expect([takesId(a), takesId(b), takesId(taken)]).toEqual([true, false, false]);
  });

  it('groups one identifier with two tenures once', () => {
    expect(groupsOf([a, { ...a, validFrom: '2026-06-05T00:00:00Z' }, b], [evidence('a', 'b')])).toHaveLength(1);
  });

  it('is of what the person is for one purpose, and stays so', () => {
    expect(profileAddress('p', 'ADS')).toBe('/identity/profiles/p');
    expect(profileAddress('p', 'SERVICE', '/split')).toBe('/identity/profiles/p/split?purpose=SERVICE');
  });

  it('takes at most what one split may, and leaves something', () => {
    expect([maySplit(1, 2), maySplit(2, 2), maySplit(500, 600), maySplit(501, 600)]).toEqual([true, false, true, false]);
    expect(kindsOf([a, { ...b, type: 'phone' }, c])).toEqual([{ type: 'cookie', count: 2 }, { type: 'phone', count: 1 }]);
  });

  it('is named in an address by the beginnings of hashes', () => {
    const name = apartName([a.hash, c.hash]);
    expect(name).toBe('aaaaaaaaaa,cccccccccc');
    expect(apartNamed(name, [c, b, a])).toEqual([c.hash, a.hash]);
    expect(apartNamed(undefined, [a])).toEqual([]);
    expect(apartName([])).toBeUndefined();
  });
});
