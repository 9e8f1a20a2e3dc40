import { describe, expect, it } from 'vitest';
import { percentOf, refreshOf } from './progress';

describe('progress of imports', () => {
  it('is what was read of the file, and whole only once everything is counted', () => {
    expect(percentOf({ status: 'QUEUED', bytesRead: 0, bytesTotal: 0 })).toBe(0);
    expect(percentOf({ status: 'RUNNING', bytesRead: 43, bytesTotal: 100 })).toBe(43);
    expect(percentOf({ status: 'RUNNING', bytesRead: 100, bytesTotal: 100 })).toBe(99);
    expect(percentOf({ status: 'COMPLETED', bytesRead: 0, bytesTotal: 0 })).toBe(100);
  });

  it('is looked at again in a list as long as one of them goes on', () => {
    expect(refreshOf([{ items: [{ status: 'COMPLETED' }, { status: 'RUNNING' }] }])).toBe(2_000);
    expect(refreshOf([{ items: [{ status: 'COMPLETED' }] }, { items: [{ status: 'QUEUED' }] }])).toBe(4_000);
    expect(refreshOf([{ items: [{ status: 'COMPLETED' }, { status: 'FAILED' }] }])).toBe(false);
    expect(refreshOf([])).toBe(false);
  });
});
