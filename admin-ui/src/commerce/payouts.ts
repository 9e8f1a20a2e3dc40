import type { Schemas } from '../api/client';

export type Batch = Schemas['PayoutBatch'];
export type ItemStatus = Schemas['PayoutItem']['status'];
export type ItemAction = 'settle' | 'reject' | 'unknown' | 'return' | 'cancel';

const ACTIONS: Partial<Record<ItemStatus, ItemAction[]>> = {
  DRAFT: ['cancel'],
  APPROVED: ['cancel'],
  SUBMITTED: ['settle', 'reject', 'unknown'],
  ACCEPTED: ['settle', 'reject', 'unknown'],
  UNKNOWN: ['settle', 'reject'],
  SETTLED: ['return'],
};

/** What the bank can have said of a transfer that stands there, or what can be done before it was sent; the service holds the same table. */
export function itemActions(status: ItemStatus): ItemAction[] {
  return ACTIONS[status] ?? [];
}

export type BatchStage = 'WAITING' | 'APPROVED' | 'SENT' | 'DONE';

/** Where a batch as a whole stands: done when no transfer can be paid or fail any more, save for one that comes back. */
export function stageOf(batch: Batch): BatchStage {
  if (batch.items.every((item) => item.status === 'CANCELLED')) {
    return 'DONE';
  }
  if (!batch.approvedBy) {
    return 'WAITING';
  }
  if (!batch.emittedAt) {
    return 'APPROVED';
  }
  const open: ItemStatus[] = ['DRAFT', 'APPROVED', 'SUBMITTED', 'ACCEPTED', 'UNKNOWN'];
  return batch.items.some((item) => open.includes(item.status)) ? 'SENT' : 'DONE';
}

/** Whether the whole batch can be taken back: nothing of it was sent, and something of it is left. */
export function canCancel(batch: Batch): boolean {
  return !batch.emittedAt && batch.items.some((item) => item.status !== 'CANCELLED');
}

export type SummaryStage = 'WAITING' | 'APPROVED' | 'HANDED_OUT';

/** How far a batch is known to have come where its transfers are not at hand. */
export function summaryStageOf({ approvedBy, emittedAt }: Pick<Schemas['PayoutBatchSummary'], 'approvedBy' | 'emittedAt'>): SummaryStage {
  if (!approvedBy) {
    return 'WAITING';
  }
  return emittedAt ? 'HANDED_OUT' : 'APPROVED';
}

/** Why this person cannot approve the batch; nothing where they can. */
export function approvalObstacle(batch: Batch, subject: string | undefined, mayApprove: boolean): 'OWN' | 'SCOPE' | undefined {
  if (subject !== undefined && batch.createdBy === subject) {
    return 'OWN';
  }
  return mayApprove ? undefined : 'SCOPE';
}

/** How much stands in each status, the most money first. */
export function totalsByStatus(batch: Batch): { status: ItemStatus; count: number; amountMinor: number }[] {
  const totals = new Map<ItemStatus, { status: ItemStatus; count: number; amountMinor: number }>();
  for (const { status, amountMinor } of batch.items) {
    const total = totals.get(status) ?? { status, count: 0, amountMinor: 0 };
    totals.set(status, { status, count: total.count + 1, amountMinor: total.amountMinor + amountMinor });
  }
  return [...totals.values()].sort((one, other) => other.amountMinor - one.amountMinor);
}
