import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platform } from './browser';

interface Api {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

/** Our snapshot of the API is written for the pages; the running platform says whether it still tells the truth. */
describe.skipIf(!platform.url)('the snapshot of the API', () => {
  it('names only operations and parameters that the platform has', async () => {
    const ours = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'openapi.json'), 'utf8')) as Api;
    const described = await fetch(`${platform.url}/v3/api-docs`);
    if (!described.headers.get('content-type')?.includes('json')) {
      console.log('the API description is not served here: nothing to compare the snapshot with');
      return;
    }
    // A service that is slow to describe itself for the first time is not in the first answer.
    await expect.poll(async () => missingFrom((await (await fetch(`${platform.url}/v3/api-docs`)).json()) as Api, ours), { timeout: 120_000, interval: 3_000 }).toEqual([]);
  });
});

/** What of our snapshot the platform does not have, one line each. */
function missingFrom(theirs: Api, ours: Api): string[] {
  return Object.entries(ours.paths).flatMap(([path, operations]) => Object.entries(operations).flatMap(([method, operation]) => {
    const live = theirs.paths[path]?.[method];
    if (!live) {
      return [`${method.toUpperCase()} ${path}`];
    }
    const known = new Set((live.parameters ?? []).map((parameter) => parameter.name));
    return (operation.parameters ?? []).filter((parameter) => !known.has(parameter.name)).map((parameter) => `${method.toUpperCase()} ${path} ?${parameter.name}`);
  }));
}
