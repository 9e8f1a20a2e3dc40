import type { Schemas } from './client';

export type Problem = Schemas['Problem'];

/** A request the platform answered with a problem (RFC 9457), or did not answer at all (status 0). */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Reads any body as a problem; a proxy's HTML page or an empty answer becomes one too. */
export function problemOf(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return { ...given, status: given.status ?? status, code: given.code ?? `HTTP_${status}` };
}

export type FieldPath = (string | number)[];

export interface FieldMessage {
  name: FieldPath;
  errors: string[];
}

/** `#/plan/1/target` or `/plan/1/target` (RFC 6901) as a form's name path. */
export function pathOf(pointer: string): FieldPath {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/**
 * Lays a problem's field errors onto a form. `fieldFor` says which field shows a wire path; what no field shows
 * comes back in `rest`, so that no message is lost.
 */
export function layOut(problem: Problem, fieldFor: (path: FieldPath) => FieldPath | null, say?: (code: string) => string | undefined): { fields: FieldMessage[]; rest: string[] } {
  const fields = new Map<string, FieldMessage>();
  const rest: string[] = [];
  for (const error of problem.errors ?? []) {
    const name = fieldFor(pathOf(error.pointer));
    if (!name) {
      rest.push(`${error.pointer}: ${error.message}`);
      continue;
    }
    const key = JSON.stringify(name);
    const known = fields.get(key);
    const message = (error.code ? say?.(error.code) : undefined) ?? error.message;
    if (known) {
      known.errors.push(message);
    } else {
      fields.set(key, { name, errors: [message] });
    }
  }
  return { fields: [...fields.values()], rest };
}
