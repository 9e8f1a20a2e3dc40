import type { Schemas } from '../api/client';

type Entry = Schemas['StatementEntry'];

/** Where the earnings on one order stand, as far as its own movements tell: a payout names no order. */
export type OrderStage = 'WAITING' | 'RELEASED' | 'REFUNDED' | 'OWED' | 'PARTLY_SHOWN';

export interface OrderEarnings {
  orderId: string;
  currency: string;
  stage: OrderStage;
  /** What is left of it after refunds. */
  amountMinor: number;
  at: string;
  /** The newest first. */
  movements: Entry[];
}

export interface Earnings {
  orders: OrderEarnings[];
  /** Movements of payouts, the newest first. */
  payouts: Entry[];
}

/** The newest movements by order, the order that moved last first. */
export function earningsOf(entries: Entry[]): Earnings {
  const orders = new Map<string, Entry[]>();
  const payouts: Entry[] = [];
  for (const entry of [...entries].sort((one, other) => other.at.localeCompare(one.at))) {
    if (!entry.orderId) {
      payouts.push(entry);
      continue;
    }
    const key = JSON.stringify([entry.orderId, entry.currency]);
    orders.set(key, [...(orders.get(key) ?? []), entry]);
  }
  return { orders: [...orders.values()].flatMap(orderEarnings), payouts };
}

function orderEarnings(movements: Entry[]): OrderEarnings[] {
  const [last] = movements;
  if (!last?.orderId) {
    return [];
  }
  const amountMinor = sum(movements);
  return [{ orderId: last.orderId, currency: last.currency, at: last.at, amountMinor, stage: stageOf(movements, amountMinor), movements }];
}

function stageOf(movements: Entry[], amountMinor: number): OrderStage {
  const lines = new Set(movements.map((entry) => entry.lineId));
  const begun = new Set(movements.filter((entry) => entry.cause === 'ACCRUAL' || entry.cause === 'REASSIGN').map((entry) => entry.lineId));
  if (begun.size < lines.size) {
    return 'PARTLY_SHOWN';
  }
  if (sum(movements.filter((entry) => entry.account === 'GUIDE_DEBT')) < 0) {
    return 'OWED';
  }
  if (amountMinor === 0) {
    return 'REFUNDED';
  }
  return sum(movements.filter((entry) => entry.account === 'GUIDE_PENDING')) > 0 ? 'WAITING' : 'RELEASED';
}

function sum(entries: Entry[]): number {
  return entries.reduce((total, entry) => total + entry.amountMinor, 0);
}
