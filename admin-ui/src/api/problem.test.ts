import { describe, expect, it } from 'vitest';
import { layOut, pathOf, problemOf } from './problem';

describe('problem', () => {
  it('reads a JSON pointer in both notations', () => {
    expect(pathOf('/plan/1/target')).toEqual(['plan', 1, 'target']);
    expect(pathOf('#/plan/0/window/zone')).toEqual(['plan', 0, 'window', 'zone']);
    expect(pathOf('/a~1b/c~0d')).toEqual(['a/b', 'c~d']);
    expect(pathOf('')).toEqual([]);
  });

  it('lays errors onto their fields and loses none', () => {
    const problem = {
      status: 400,
      code: 'INVALID_FIELD',
      errors: [
        { pointer: '/name', message: 'is empty' },
        { pointer: '/name', message: 'is short' },
        { pointer: '/startsAt', message: 'is after the end' },
        { pointer: '/surprise', message: 'is unknown' },
      ],
    };
    const laidOut = layOut(problem, (path) => (path[0] === 'name' ? ['name'] : path[0] === 'startsAt' ? ['flight'] : null));
    expect(laidOut.fields).toEqual([
      { name: ['name'], errors: ['is empty', 'is short'] },
      { name: ['flight'], errors: ['is after the end'] },
    ]);
    expect(laidOut.rest).toEqual(['/surprise: is unknown']);
  });

  it('makes a problem of an answer that is none', () => {
    expect(problemOf(502, '<html>')).toEqual({ status: 502, code: 'HTTP_502' });
    expect(problemOf(409, { status: 409, code: 'CONFLICT', detail: 'taken' }).code).toBe('CONFLICT');
  });
});
