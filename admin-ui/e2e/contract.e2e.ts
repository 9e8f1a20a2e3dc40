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
    const answer = await fetch(`${platform.url}/v3/api-docs`);
    if (!answer.headers.get('content-type')?.includes('json')) {
      console.log('the API description is not served here: nothing to compare the snapshot with');
      return;
    }
    const theirs = (await answer.json()) as Api;
    const missing = Object.entries(ours.paths).flatMap(([path, operations]) => Object.entries(operations).flatMap(([method, operation]) => {
      const live = theirs.paths[path]?.[method];
      if (!live) {
        return [`${method.toUpperCase()} ${path}`];
      }
      const known = new Set((live.parameters ?? []).map((parameter) => parameter.name));
      return (operation.parameters ?? []).filter((parameter) => !known.has(parameter.name)).map((parameter) => `${method.toUpperCase()} ${path} ?${parameter.name}`);
    }));
    expect(missing).toEqual([]);
  });
});
