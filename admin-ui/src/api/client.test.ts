import { describe, expect, it } from 'vitest';
import { api, ifStill } from './client';

describe('client', () => {
  const put = async (version: number | undefined) => {
    let sent: Request | undefined;
    await api.PUT('/api/v1/channels/{channelId}', {
      params: { path: { channelId: 'till' } },
      body: { name: 'Till', domain: 'PRIVATE', family: 'STORE' },
      baseUrl: 'http://platform.test',
      fetch: (request) => {
        sent = request;
        return Promise.resolve(Response.json({}));
      },
      ...ifStill(version),
    });
    return sent?.headers;
  };

  it('names the version that a change was made on, and none for what is new', async () => {
    expect((await put(7))?.get('If-Match')).toBe('"7"');
    expect((await put(7))?.get('Content-Type')).toBe('application/json');
    expect((await put(undefined))?.has('If-Match')).toBe(false);
  });
});
