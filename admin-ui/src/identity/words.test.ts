import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../i18n/en';

const reference = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'identity.md'), 'utf8');

it('has a word for every reason that keeps two identifiers apart', () => {
  const reasons = [...reference.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, reason = '']) => reason);
  expect(reasons.length).toBeGreaterThan(10);
  expect(reasons.filter((reason) => !(reason in en.apart))).toEqual([]);
});

it('has a word for everything that happens to a profile', () => {
  const api = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'openapi.json'), 'utf8')) as { components: { schemas: { HistoryEntry: { properties: { kind: { enum: string[] } } } } } };
  expect(api.components.schemas.HistoryEntry.properties.kind.enum.filter((kind) => !(kind in en.identity.event))).toEqual([]);
});
