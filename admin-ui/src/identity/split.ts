import type { Schemas } from '../api/client';
import type { Purpose } from '../api/queries';
import { currentIdentifiers } from '../explanations/rules';
import { shortHash } from './identifiers';

/** How many identifiers one split takes. */
export const SPLIT_MAX = 500;

type Owned = Schemas['OwnedIdentifier'];
type Evidence = Schemas['Evidence'];
type Touch = Schemas['Touch'];

/** What a split would do, as far as the evidence and touches that were read tell. */
export interface SplitPreview {
  /** The identifiers split off, in groups that something else than the rest still links; each becomes a profile. */
  goes: Owned[][];
  /** What stays, in such groups: more than one where the identifiers split off held it together. */
  stays: Owned[][];
  /** Whether the identifier that gave the profile its id goes, and takes the id with it. */
  takesId: boolean;
  channels: ChannelTouches[];
}

/** Touches of one channel: those that follow an identifier, and those that came with a profile id alone. */
export interface ChannelTouches {
  channel: string;
  stays: number;
  goes: number;
  byId: number;
}

/**
 * @param apart hashes of the identifiers to split off
 * @param now identifiers that were handed on before have touches here, and belong to no group
 */
export function previewOf({ identifiers, evidence }: Pick<Schemas['Profile'], 'identifiers' | 'evidence'>, touches: Touch[], apart: Set<string>, now: number): SplitPreview {
  const current = currentIdentifiers({ identifiers }, now);
  const owned = new Set(identifiers.map((each) => each.hash));
  // Where a link is refused, and not for somebody else's identifier, it is one between identifiers of this person.
  const linking = evidence.filter((row) => row.held.length === 0 || row.hashes.some((hash) => !owned.has(hash)));
  const founder = [...identifiers].sort((one, other) => one.firstSeenAt.localeCompare(other.firstSeenAt) || one.hash.localeCompare(other.hash)).find((each) => !each.validFrom);
  return {
    goes: groupsOf(current.filter((each) => apart.has(each.hash)), linking),
    stays: groupsOf(current.filter((each) => !apart.has(each.hash)), linking),
    takesId: founder !== undefined && apart.has(founder.hash),
    channels: channelsOf(touches, owned, apart),
  };
}

/** Identifiers in groups that evidence links without any other identifier, the largest group first. */
export function groupsOf(identifiers: Owned[], evidence: Evidence[]): Owned[][] {
  const groupOf = new Map<string, Set<Owned>>();
  for (const each of identifiers) {
    const known = groupOf.get(each.hash);
    groupOf.set(each.hash, known ? known.add(each) : new Set([each]));
  }
  for (const { hashes } of evidence) {
    const [first, ...rest] = hashes.filter((hash) => groupOf.has(hash));
    for (const hash of first ? rest : []) {
      const joined = new Set([...(groupOf.get(first ?? '') ?? []), ...(groupOf.get(hash) ?? [])]);
      joined.forEach((each) => groupOf.set(each.hash, joined));
    }
  }
  return [...new Set(groupOf.values())].map((group) => [...group]).sort((one, other) => other.length - one.length);
}

function channelsOf(touches: Touch[], owned: Set<string>, apart: Set<string>): ChannelTouches[] {
  const channels = new Map<string, ChannelTouches>();
  for (const { channel, identifier } of touches) {
    const counts = channels.get(channel) ?? { channel, stays: 0, goes: 0, byId: 0 };
    counts[!identifier || !owned.has(identifier) ? 'byId' : apart.has(identifier) ? 'goes' : 'stays'] += 1;
    channels.set(channel, counts);
  }
  return [...channels.values()].sort((one, other) => one.channel.localeCompare(other.channel));
}

/** A profile as it is for a purpose, or the page that splits it. */
export function profileAddress(profileId: string, purpose: Purpose, page: '' | '/split' = ''): string {
  return `/identity/profiles/${profileId}${page}${purpose === 'ADS' ? '' : `?purpose=${purpose}`}`;
}

/** The kinds of identifiers that there are, the most frequent first. */
export function kindsOf(identifiers: Owned[]): { type: string; count: number }[] {
  const counts = new Map<string, number>();
  identifiers.forEach(({ type }) => counts.set(type, (counts.get(type) ?? 0) + 1));
  return [...counts].map(([type, count]) => ({ type, count })).sort((one, other) => other.count - one.count);
}

/** Whether these may be split off together: not all, and not more than one split takes. */
export function maySplit(apart: number, all: number): boolean {
  return apart < all && apart <= SPLIT_MAX;
}

/** The identifiers that an address names, in the profile's order; those it does not have are left out. */
export function apartNamed(name: string | undefined, identifiers: Owned[]): string[] {
  const wanted = new Set((name ?? '').split(','));
  return [...new Set(identifiers.map((each) => each.hash))].filter((hash) => wanted.has(shortHash(hash)));
}

export function apartName(hashes: string[]): string | undefined {
  return hashes.map(shortHash).join(',') || undefined;
}
