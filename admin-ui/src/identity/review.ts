import type { Schemas } from '../api/client';

type Pair = Schemas['LinkagePair'];
type Run = Schemas['LinkageRun'];

export type Verdict = Schemas['LinkageDecision']['verdict'];

export type Agreement = 'exact' | 'similar' | 'different' | 'missing';

/** One field of two records side by side. */
export interface FieldRow {
  field: string;
  first: string;
  second: string;
  agreement: Agreement;
  bits: number;
}

/** Every field that one of the two records has: first those that were weighed, the heaviest first. */
export function fieldRows({ first, second, fields }: Pair): FieldRow[] {
  const weighed = new Map(fields.map((each) => [each.field, each]));
  const named = [...new Set([...weighed.keys(), ...Object.keys(first.fields), ...Object.keys(second.fields)])];
  return named.map((field) => {
    const one = first.fields[field] ?? '';
    const other = second.fields[field] ?? '';
    const found = weighed.get(field);
    return { field, first: one, second: other, agreement: agreementOf(found, Boolean(one && other)), bits: found?.bits ?? 0 };
  }).sort((one, other) => Math.abs(other.bits) - Math.abs(one.bits));
}

function agreementOf(found: Schemas['LinkageField'] | undefined, bothSay: boolean): Agreement {
  if (!found || !bothSay) {
    return 'missing';
  }
  return found.exact ? 'exact' : found.level > 1 ? 'similar' : 'different';
}

/** What a weight reads as, with its sign. */
export function bitsText(bits: number): string {
  return `${bits > 0 ? '+' : bits < 0 ? '−' : ''}${Math.abs(bits).toFixed(1)}`;
}

/** What somebody may say of a pair: either while it is in review, and of one that joined two persons only that they are two. */
export function verdictsOf({ state }: Pick<Pair, 'state'>): Verdict[] {
  switch (state) {
    case 'REVIEW':
      return ['DIFFERENT', 'SAME'];
    case 'LINKED':
    case 'SAME':
      return ['DIFFERENT'];
    case 'DIFFERENT':
      return [];
  }
}

/** What is asked of a new run: of one source or of all, and whether what it joins becomes evidence. */
export function runOf({ source, link }: { source?: string; link?: boolean }): Schemas['NewLinkageRun'] {
  return { link: link ?? true, ...(source?.trim() ? { source: source.trim() } : {}) };
}

/** How many pairs of a run were left to people, and how many of them are decided; joined pairs that were parted are none of these. */
export function progressOf({ pairsInReview = 0, pairsOpen }: Run): { total: number; decided: number; percent: number } {
  const decided = Math.max(0, pairsInReview - pairsOpen);
  return { total: pairsInReview, decided, percent: pairsInReview === 0 ? 100 : Math.floor((decided / pairsInReview) * 100) };
}

/** What people found of the pairs they decided; undefined while they have decided none. */
export function measuredOf({ pairsSame, pairsDifferent }: Run): { decided: number; sameShare: number } | undefined {
  const decided = pairsSame + pairsDifferent;
  return decided === 0 ? undefined : { decided, sameShare: pairsSame / decided };
}
