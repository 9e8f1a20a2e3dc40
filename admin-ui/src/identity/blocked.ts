import type { Schemas } from '../api/client';

type Pattern = Schemas['BlockedPattern'];

/** Patterns as they are edited: one in a line, after `type:` where they are of one type. */
export function blockedText(patterns: Pattern[]): string {
  return patterns.map(({ type, pattern }) => (type ? `${type}: ${pattern}` : pattern)).join('\n');
}

/** @param types names that stand for a type; whatever else stands before a colon belongs to the pattern */
export function blockedIn(text: string, types: string[]): Pattern[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean).map((line) => {
    const [name = '', ...rest] = line.split(':');
    const type = types.find((each) => each === name.trim());
    return type && rest.length > 0 ? { type, pattern: rest.join(':').trim() } : { pattern: line };
  });
}

/** What the platform takes. */
const PATTERNS_MAX = 200;
const LENGTH_MAX = 100;

export type WrongPattern = { why: 'many' } | { why: 'empty' | 'long' | 'everything'; pattern: string };

/** The first thing wrong with patterns; one that stands for every value would make everybody unknown. */
export function wrongIn(patterns: Pattern[]): WrongPattern | undefined {
  if (patterns.length > PATTERNS_MAX) {
    return { why: 'many' };
  }
  for (const { type, pattern } of patterns) {
    const why = !pattern ? 'empty' : pattern.length > LENGTH_MAX ? 'long' : /^[*?]+$/.test(pattern) ? 'everything' : undefined;
    if (why) {
      return { why, pattern: type ? `${type}: ${pattern}` : pattern };
    }
  }
  return undefined;
}

/** Which patterns are new, and which are gone, as they are written. */
export function blockedChange(before: Pattern[], after: Pattern[]): { added: string[]; removed: string[] } {
  const [old, now] = [before, after].map((patterns) => [...new Set(patterns.map((each) => blockedText([each])))]) as [string[], string[]];
  return { added: now.filter((each) => !old.includes(each)), removed: old.filter((each) => !now.includes(each)) };
}
