import type { FormInstance } from 'antd';
import { ApiProblem, layOut, type FieldPath } from '../api/problem';

/**
 * Shows what the platform found wrong at the fields of a form. `fieldFor` says which field shows a wire path; what none
 * shows comes back, to be told above the form. `say` has words for what it knows by its code, in place of the platform's.
 */
export function showOnForm<V>(form: FormInstance<V>, error: unknown, fieldFor: (path: FieldPath) => FieldPath | null, say?: (code: string) => string | undefined): string[] {
  if (!(error instanceof ApiProblem)) {
    return [];
  }
  const { fields, rest } = layOut(error.problem, fieldFor, say);
  form.setFields(fields as Parameters<typeof form.setFields>[0]);
  return rest;
}
