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
