import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { definitionOf, valuesOf } from './channelForm';

const channel: Schemas['Channel'] = {
  channelId: 'till', version: 1, name: 'Till', domain: 'PRIVATE', closed: false, family: 'STORE', grantTtl: 'PT10M', onUnavailable: 'DENY',
};

describe('channel form', () => {
  it('gives back whole and broken minutes as ISO-8601 writes them', () => {
    const back = (grantTtl: string) => definitionOf(valuesOf({ ...channel, grantTtl })).grantTtl;
    expect(['PT10M', 'PT30S', 'PT1M30S', 'PT1.5S'].map(back)).toEqual(['PT10M', 'PT30S', 'PT90S', 'PT1.5S']);
  });
});
