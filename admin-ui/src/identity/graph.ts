import type { Schemas } from '../api/client';
import { shortHash } from './identifiers';

type Owned = Schemas['OwnedIdentifier'];
type Evidence = Schemas['Evidence'];

/** More than this nobody can read; the table of evidence has all. */
const OWN_SHOWN = 60;
const OTHERS_SHOWN = 20;
const COLUMN_WIDTH = 300;
export const ROW_HEIGHT = 84;
const ROWS_MAX = 10;

/** An identifier in the picture; one that is not the person's is known by its hash only. */
export interface GraphNode {
  hash: string;
  identifier: Owned | undefined;
  x: number;
  y: number;
}

/** All evidence that two identifiers were seen together in. */
export interface GraphLink {
  id: string;
  a: string;
  b: string;
  evidenceIds: string[];
  sightings: number;
  /** Whether it links nothing: one end is somebody else's, or nobody's. */
  refused: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  links: GraphLink[];
  /** Of the highest column. */
  rows: number;
  /** How many identifiers are left out. */
  left: number;
}

/** What names a person comes before devices, and those before cookies. */
const RANKS: Record<string, number> = {
  login_id: 0, loyalty_id: 0, wechat_unionid: 1, wechat_openid: 1, phone: 2, phone_sha256: 2, email: 2, email_sha256: 2, idfa: 3, oaid: 3, gaid: 3, cookie: 4,
};
const OTHERS = 5;

type Compare = (one: string, other: string) => number;

/**
 * Identifiers and what links them. A set that was seen together is drawn as lines from its strongest identifier. The one
 * with most lines stands on the left, and each column is one step further away from it.
 */
export function graphOf(identifiers: Owned[], evidence: Evidence[]): Graph {
  const own = new Map(identifiers.map((each) => [each.hash, each]));
  const rankOf = (hash: string) => RANKS[own.get(hash)?.type ?? ''] ?? (own.has(hash) ? 2 : OTHERS);
  const rank: Compare = (one, other) =>
    rankOf(one) - rankOf(other) || (own.get(one)?.firstSeenAt ?? '').localeCompare(own.get(other)?.firstSeenAt ?? '') || one.localeCompare(other);
  const owned = nearest(own, evidence, rank);
  const others = [...new Set(evidence.flatMap((row) => row.hashes))].filter((hash) => !own.has(hash)).sort();
  const shown = new Set([...owned.slice(0, OWN_SHOWN), ...others.slice(0, OTHERS_SHOWN)]);
  const links = linksOf(evidence, shown, own, rank);
  const columns = columnsOf([...shown], links, rank);
  return {
    nodes: columns.flatMap((column, index) => column.map((hash, row) => ({ hash, identifier: own.get(hash), x: index * COLUMN_WIDTH, y: (row - (column.length - 1) / 2) * ROW_HEIGHT }))),
    links,
    rows: Math.max(1, ...columns.map((column) => column.length)),
    left: owned.length + others.length - shown.size,
  };
}

/** The person's identifiers, outwards from the one that most were seen with, so that what is drawn of many hangs together. */
function nearest(own: Map<string, Owned>, evidence: Evidence[], rank: Compare): string[] {
  const neighbours = neighboursOf([...own.keys()], linksOf(evidence, new Set(own.keys()), own, rank));
  const lines = (hash: string) => neighbours.get(hash)?.length ?? 0;
  const found = new Set<string>();
  for (const start of [...own.keys()].sort((one, other) => lines(other) - lines(one) || rank(one, other))) {
    let step = found.has(start) ? [] : [start];
    while (step.length > 0) {
      step.forEach((hash) => found.add(hash));
      step = [...new Set(step.flatMap((hash) => neighbours.get(hash) ?? []))].filter((hash) => !found.has(hash)).sort(rank);
    }
  }
  return [...found];
}

function linksOf(evidence: Evidence[], shown: Set<string>, own: Map<string, Owned>, rank: Compare): GraphLink[] {
  const links = new Map<string, GraphLink>();
  for (const row of evidence) {
    const [hub, ...rest] = row.hashes.filter((hash) => shown.has(hash)).sort(rank);
    for (const other of hub ? rest : []) {
      const id = linkId(hub ?? '', other);
      const known = links.get(id);
      links.set(id, {
        id,
        a: hub ?? '',
        b: other,
        evidenceIds: [...(known?.evidenceIds ?? []), row.evidenceId],
        sightings: (known?.sightings ?? 0) + row.sightings,
        refused: !own.has(hub ?? '') || !own.has(other),
      });
    }
  }
  return [...links.values()];
}

export function linkId(a: string, b: string): string {
  return `${shortHash(a)}-${shortHash(b)}`;
}

function neighboursOf(hashes: string[], links: GraphLink[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>(hashes.map((hash) => [hash, []]));
  for (const { a, b } of links) {
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  return neighbours;
}

/** Step by step away from the identifier with most lines; what no line reaches comes last, and high columns are broken. */
function columnsOf(hashes: string[], links: GraphLink[], rank: Compare): string[][] {
  const neighbours = neighboursOf(hashes, links);
  const lines = (hash: string) => neighbours.get(hash)?.length ?? 0;
  const left = new Set([...hashes].sort((one, other) => lines(other) - lines(one) || rank(one, other)));
  const columns: string[][] = [];
  const [hub] = left;
  let column = hub ? [hub] : [];
  while (column.length > 0) {
    columns.push(column);
    column.forEach((hash) => left.delete(hash));
    column = [...new Set(column.flatMap((hash) => (neighbours.get(hash) ?? []).sort(rank)))].filter((hash) => left.has(hash));
  }
  return [...columns, [...left].sort(rank)].flatMap((long) =>
    Array.from({ length: Math.ceil(long.length / ROWS_MAX) }, (_, part) => long.slice(part * ROWS_MAX, (part + 1) * ROWS_MAX)));
}
