import { describe, expect, it } from 'vitest';
import { withChanges } from './useUrlState';

describe('a view kept in the address', () => {
  it('changes several parts together and keeps the others', () => {
    const after = withChanges(new URLSearchParams('channel=wechat&paused=1'), { tab: 'leakage', channel: 'search' });
    expect(after.toString()).toBe('channel=search&paused=1&tab=leakage');
  });

  it('leaves out what is empty, and does not change what it was given', () => {
    const before = new URLSearchParams('tab=leakage&q=a');
    expect(withChanges(before, { tab: undefined, q: '' }).toString()).toBe('');
    expect(before.toString()).toBe('tab=leakage&q=a');
  });
});
