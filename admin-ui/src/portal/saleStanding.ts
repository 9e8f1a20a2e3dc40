import type { Schemas } from '../api/client';

type Sale = Schemas['GuideSale'];
type Hold = Schemas['SaleHold'];
type Entry = Schemas['StatementEntry'];

/** Where the guide's part of a sale stands, in a word. */
export type SaleStage =
  | 'UNPAID' | 'CANCELLED' | 'NOTHING' | 'PENDING' | 'HELD' | 'PAYABLE' | 'IN_PAYOUT' | 'PAID' | 'OWED' | 'TAKEN_BACK' | 'RECOVERED' | 'WRITTEN_OFF';

/** Why it stands there, in a sentence. */
export type SaleReason =
  | 'UNPAID' | 'CANCELLED' | 'NOTHING' | 'UNDELIVERED' | 'UNTIL' | 'CHECKED' | 'HELD' | 'DISPUTED' | 'PAYABLE' | 'IN_PAYOUT' | 'PAID' | 'OWED' | 'RECOVERED' | 'WRITTEN_OFF';

export interface Standing {
  stage: SaleStage;
  /** Nothing where `ended` says all there is to say. */
  why?: SaleReason;
  /** The day the sentence tells of. */
  at?: string;
  /** Why nothing is left of it. */
  ended?: NonNullable<Schemas['GuideCommission']['ended']>;
  /** What of a part that was paid out is netted from later payouts. */
  owedMinor: number;
  /** What was earned at first, where some of it was taken back since and some is left. */
  accruedMinor?: number;
}

/** Where a sale stands at a moment, and why. */
export function standingOf(sale: Sale, now: string): Standing {
  const { commission } = sale;
  if (!commission) {
    const none = sale.status === 'CANCELLED' ? 'CANCELLED' : sale.status === 'PLACED' ? 'UNPAID' : 'NOTHING';
    return { stage: none, why: none, owedMinor: 0 };
  }
  const { accrued, left, owed, ended } = commission;
  return {
    ...stageOf(sale, commission, now),
    ...(ended ? { ended } : {}),
    owedMinor: owed.amountMinor,
    ...(left.amountMinor > 0 && left.amountMinor < accrued.amountMinor ? { accruedMinor: accrued.amountMinor } : {}),
  };
}

function stageOf(sale: Sale, { state, payableFrom }: Schemas['GuideCommission'], now: string): Pick<Standing, 'stage' | 'why' | 'at'> {
  switch (state) {
    case 'PENDING':
      if (!payableFrom) {
        return { stage: 'PENDING', why: 'UNDELIVERED' };
      }
      return Date.parse(payableFrom) > Date.parse(now) ? { stage: 'PENDING', why: 'UNTIL', at: payableFrom } : { stage: 'PENDING', why: 'CHECKED' };
    case 'HELD':
      return sale.disputedUntil ? { stage: 'HELD', why: 'DISPUTED', at: sale.disputedUntil } : { stage: 'HELD', why: 'HELD' };
    case 'PAYABLE':
      return { stage: 'PAYABLE', why: 'PAYABLE' };
    case 'RESERVED':
    case 'RESERVED_REFUNDED':
      return { stage: 'IN_PAYOUT', why: 'IN_PAYOUT' };
    case 'PAID':
      return { stage: 'PAID', why: 'PAID' };
    case 'CLAWBACK_DUE':
      return { stage: 'OWED', why: 'OWED' };
    case 'RECOVERED':
      return { stage: 'RECOVERED', why: 'RECOVERED' };
    case 'WRITTEN_OFF':
      return { stage: 'WRITTEN_OFF', why: 'WRITTEN_OFF' };
    case 'REVERSED':
    case 'VOIDED':
      return { stage: 'TAKEN_BACK' };
  }
}

/** The holds on a line, the newest first, as they came. */
export function holdsOn({ merchantId, orderId, lineId }: Sale, holds: Hold[]): Hold[] {
  return holds.filter((hold) => hold.merchantId === merchantId && hold.orderId === orderId && hold.lineId === lineId);
}

/** What came too late to hold anything, and nobody has decided. */
export function questioned(holds: Hold[]): Hold[] {
  return holds.filter((hold) => hold.state === 'FLAGGED');
}

/** Whether the guide can still say why a hold is wrong: their own, and once. */
export function canAppeal({ state, appeal, guideId }: Hold, own: string): boolean {
  return guideId === own && (state === 'OPEN' || (state === 'FLAGGED' && !appeal));
}

/** The movements of one line among those that were read. */
export function movementsOf({ merchantId, orderId, lineId }: Sale, entries: Entry[]): Entry[] {
  return entries.filter((entry) => entry.merchantId === merchantId && entry.orderId === orderId && entry.lineId === lineId);
}
