import type { Schemas } from '../api/client';
import { layOut, type FieldMessage, type Problem } from '../api/problem';

export interface ClaimValues {
  orderId: string;
  /** Asked for only where several shops have the order id. */
  merchantId?: string;
  lineId: string;
  statement: string;
}

/** A claim as it is sent. */
export function claimOf({ orderId, merchantId, lineId, statement }: ClaimValues) {
  return {
    params: { path: { orderId: orderId.trim() }, query: merchantId ? { merchantId } : {} },
    body: { lineId: lineId.trim(), statement: statement.trim() } satisfies Schemas['SaleClaim'],
  };
}

/** Which fields of a claim a refusal is about: an order of others is not told from one that is not there. */
export function claimFaults(problem: Problem, notThere: string): FieldMessage[] {
  return problem.code === 'NOT_FOUND'
    ? [{ name: ['orderId'], errors: [notThere] }]
    : layOut(problem, ([field]) => (field === 'lineId' || field === 'statement' ? [field] : null)).fields;
}
