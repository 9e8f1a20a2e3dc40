import { describe, expect, it } from 'vitest';
import { labelsIn } from './labels';

describe('labels that are pasted', () => {
  it('are read with or without a head line', () => {
    const expected = { labels: [{ recordId: 'r1', personId: 'p 1' }, { recordId: 'r2', personId: 'p2' }] };
    expect(labelsIn('recordId,personId\nr1,p 1\n\n"r2","p2"\n')).toEqual(expected);
    expect(labelsIn('r1\tp 1\r\nr2;p2')).toEqual(expected);
  });

  it('name the line that is none', () => {
    expect(labelsIn('r1,p1\nr2').wrongLine).toBe(2);
    expect(labelsIn('r1,p1,x').wrongLine).toBe(1);
    expect(labelsIn('').labels).toEqual([]);
  });
});
