import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { everyPage } from '../api/queries';
import { netIncomeMinor, owedByCurrency } from './debts';
import { noteActions } from './notes';
import { canHold } from './sales';
import { ownerOf, sourceOf } from './ledger';
import { canSubmit, earns, GUIDE_STATUSES, reviewActions } from './guideLife';
import { minorOf, moneyText, scaleOf } from './money';
import { lastOf } from './account';
import { approvalObstacle, canCancel, itemActions, stageOf, summaryStageOf, totalsByStatus, type Batch, type ItemStatus } from './payouts';
import { fieldForPlan, planOf, splitOf } from './planForm';
import { untilAllWereTried } from './queries';

describe('money', () => {
  it('has the scale of its currency', () => {
    expect(['CNY', 'JPY', 'KWD'].map(scaleOf)).toEqual([2, 0, 3]);
    expect(moneyText('en', 123_456, 'EUR')).toBe('€1,234.56');
    expect(moneyText('zh', -1999, 'CNY')).toBe('-¥19.99');
    expect(moneyText('en', 500, 'JPY')).toContain('500');
  });

  it('is read without a float in between, and refused where it is not exact', () => {
    expect(minorOf('19.99', 'CNY')).toBe(1999);
    expect(minorOf(' 0.1 ', 'EUR')).toBe(10);
    expect(minorOf('1.005', 'KWD')).toBe(1005);
    expect(minorOf('500', 'JPY')).toBe(500);
    expect(['1.999', '', '-1', '1,000', 'x', '.5'].map((typed) => minorOf(typed, 'EUR'))).toEqual(Array.from({ length: 6 }, () => undefined));
    expect(minorOf('1.5', 'JPY')).toBeUndefined();
  });
});

describe('what a guide owes', () => {
  const debt = (currency: string, debtMinor: number): Schemas['GuideDebt'] => ({ commissionId: `${currency}${debtMinor}`, orderId: 'o', lineId: '1', currency, debtMinor, since: '2026-06-01T00:00:00Z' });

  it('is summed by currency, the oldest first', () => {
    const [chf, eur] = owedByCurrency([debt('CHF', 300), debt('EUR', 5), debt('CHF', 200)]);
    expect([chf?.currency, chf?.totalMinor, chf?.debts.map(({ debtMinor }) => debtMinor)]).toEqual(['CHF', 500, [300, 200]]);
    expect([eur?.currency, eur?.totalMinor]).toEqual(['EUR', 5]);
    expect(owedByCurrency([])).toEqual([]);
  });

  it('is read to its last page, because a part of it would be a wrong sum', async () => {
    const answers = [{ items: [debt('CHF', 300), debt('CHF', 20)], nextCursor: 'second' }, { items: [debt('CHF', 1)], nextCursor: null }];
    const cursors: (string | undefined)[] = [];
    const all = await everyPage(({ cursor }) => {
      const next = answers[cursors.push(cursor) - 1];
      return next ? Promise.resolve(next) : Promise.reject(new Error('once too often'));
    });
    expect(cursors).toEqual([undefined, 'second']);
    expect(owedByCurrency(all)[0]?.totalMinor).toBe(321);
  });

  it('lowers the income that tax counts, unless the later transfer failed', () => {
    const correction = { itemId: 'i', orderId: 'o', lineId: '1', incomeMinor: 300, at: '2026-06-02T00:00:00Z' };
    const record: Schemas['TaxRecord'] = { itemId: 'i', taxYear: 2026, method: 'NONE', currency: 'CHF', incomeMinor: 700, withheldMinor: 0, at: '2026-06-01T00:00:00Z', corrections: [correction, { ...correction, incomeMinor: 100, undoneAt: '2026-06-03T00:00:00Z' }] };
    expect(netIncomeMinor(record)).toBe(400);
    expect(netIncomeMinor({ ...record, correctedAt: '2026-06-03T00:00:00Z' })).toBe(0);
  });
});

describe('what is looked at', () => {
  it('is decided while it waits, and taken down while it is public', () => {
    expect(noteActions({ review: 'PENDING' })).toEqual(['approve', 'reject']);
    expect(noteActions({ review: 'PENDING', publicText: 'before' })).toEqual(['approve', 'reject', 'takeDown']);
    expect(noteActions({ review: 'APPROVED', publicText: 'now' })).toEqual(['takeDown']);
    expect(noteActions({ review: 'REJECTED' })).toEqual(['approve']);
  });

  it('is held by hand where there is commission that nothing holds yet', () => {
    const money = (amountMinor: number) => ({ amountMinor, currency: 'CHF' });
    const sale: Schemas['GuideSale'] = { merchantId: 'm', merchantName: 'M', orderId: 'o', lineId: '1', depth: 0, status: 'PAID', placedAt: '2026-06-01T00:00:00Z', attribution: 'CONFIRMED' };
    expect(canHold(sale)).toBe(false);
    expect(canHold({ ...sale, commission: { state: 'PENDING', accrued: money(7), left: money(7), owed: money(0) } })).toBe(true);
    expect(canHold({ ...sale, commission: { state: 'HELD', accrued: money(7), left: money(7), owed: money(0) } })).toBe(false);
    expect(canHold({ ...sale, commission: { state: 'REVERSED', accrued: money(7), left: money(0), owed: money(0) } })).toBe(false);
  });
});

describe('the ledger', () => {
  it('knows whose an account is and what an entry is about', () => {
    expect(['MERCHANT_CLEARING', 'BAD_DEBT', 'TAX_WITHHELD'].map((kind) => ownerOf({ kind: kind as Schemas['AccountKind'] }))).toEqual(['MERCHANT', 'PLATFORM', 'GUIDE']);
    expect(sourceOf({ source: 'order:cave/B-1007', externalId: '1/r1' })).toEqual({ merchant: 'cave', order: 'B-1007', id: '1/r1' });
    expect(sourceOf({ source: 'payout', externalId: 'item' })).toEqual({ id: 'item' });
  });
});

describe('the review of guides', () => {
  it('offers what the life of a guide allows, and nothing else', () => {
    expect(reviewActions('SUBMITTED')).toEqual(['pick', 'approve', 'reject']);
    expect(reviewActions('IN_REVIEW')).toEqual(['approve', 'askMore', 'reject']);
    expect(reviewActions('ACTIVE')).toEqual(['suspend', 'flagRisk', 'expireLicence', 'ban']);
    expect(reviewActions('SUSPENDED')).toEqual(['reinstate', 'renew', 'ban']);
    expect(GUIDE_STATUSES.filter((status) => reviewActions(status).length > 0)).toEqual(['SUBMITTED', 'IN_REVIEW', 'ACTIVE', 'DORMANT', 'SUSPENDED', 'BANNED']);
  });

  it('hands in drafts and what more was asked for', () => {
    expect(GUIDE_STATUSES.filter(canSubmit)).toEqual(['DRAFT', 'RESUBMIT']);
    expect(GUIDE_STATUSES.filter(earns)).toEqual(['ACTIVE', 'DORMANT']);
  });
});

describe('payout batches', () => {
  const batch = (statuses: ItemStatus[], more: Partial<Batch> = {}): Batch => ({
    batchId: 'b', messageId: 'EVRb', currency: 'CNY', through: '2026-07-01T00:00:00Z', createdBy: 'ann', totalMinor: 0,
    items: statuses.map((status, at) => ({ itemId: String(at), guideId: 'g', guideName: 'Lin Wei', endToEndId: `EVI${at}`, status, amountMinor: 100 * (at + 1), withheldMinor: 0, payee: { name: 'Lin Wei', account: '****0189' } })),
    ...more,
  });

  it('are approved by somebody else who may', () => {
    expect(approvalObstacle(batch(['DRAFT']), 'ann', true)).toBe('OWN');
    expect(approvalObstacle(batch(['DRAFT']), 'ben', false)).toBe('SCOPE');
    expect(approvalObstacle(batch(['DRAFT']), 'ben', true)).toBeUndefined();
  });

  it('wait, are sent, and are done when every transfer has ended', () => {
    const sent = { approvedBy: 'ben', emittedAt: '2026-07-02T00:00:00Z' };
    expect(stageOf(batch(['DRAFT']))).toBe('WAITING');
    expect(stageOf(batch(['APPROVED'], { approvedBy: 'ben' }))).toBe('APPROVED');
    expect(stageOf(batch(['SETTLED', 'UNKNOWN'], sent))).toBe('SENT');
    expect(stageOf(batch(['SETTLED', 'REJECTED', 'RETURNED'], sent))).toBe('DONE');
    expect(stageOf(batch(['CANCELLED']))).toBe('DONE');
  });

  it('are taken back whole while nothing was sent and something is left', () => {
    expect(canCancel(batch(['DRAFT', 'CANCELLED']))).toBe(true);
    expect(canCancel(batch(['APPROVED'], { approvedBy: 'ben' }))).toBe(true);
    expect(canCancel(batch(['SUBMITTED'], { approvedBy: 'ben', emittedAt: '2026-07-02T00:00:00Z' }))).toBe(false);
    expect(canCancel(batch(['CANCELLED']))).toBe(false);
  });

  it('show as much of an account as is told', () => {
    expect(lastOf('******************3000')).toBe('…3000');
    expect(lastOf('3000')).toBe('3000');
  });

  it('tell in a list how far they have come, without their transfers', () => {
    expect(summaryStageOf({})).toBe('WAITING');
    expect(summaryStageOf({ approvedBy: 'ben' })).toBe('APPROVED');
    expect(summaryStageOf({ approvedBy: 'ben', emittedAt: '2026-07-02T00:00:00Z' })).toBe('HANDED_OUT');
  });

  it('never offer to send an unknown transfer again', () => {
    expect(itemActions('UNKNOWN')).toEqual(['settle', 'reject']);
    expect(itemActions('SETTLED')).toEqual(['return']);
    expect(itemActions('APPROVED')).toEqual(['cancel']);
    expect((['REJECTED', 'RETURNED', 'CANCELLED'] as const).flatMap(itemActions)).toEqual([]);
  });

  it('are summed by where their transfers stand', () => {
    expect(totalsByStatus(batch(['SETTLED', 'UNKNOWN', 'SETTLED']))).toEqual([
      { status: 'SETTLED', count: 2, amountMinor: 400 }, { status: 'UNKNOWN', count: 1, amountMinor: 200 },
    ]);
  });
});

describe('a commission plan', () => {
  const values = { planId: 'p', commission: 12.55, guideShare: 70, referrerShare: 10, holdDays: 0, category: ' wine ', destination: '' };

  it('is written in percent and sent in basis points', () => {
    expect(planOf(values)).toEqual({ commissionBps: 1255, guideShareBps: 7000, referrerShareOfPlatformBps: 1000, holdDays: 0, category: 'wine' });
    expect(fieldForPlan(['commissionBps'])).toEqual(['commission']);
    expect(fieldForPlan(['planId'])).toBeNull();
  });

  it('splits every cent, and pays the referrer out of the platform’s part', () => {
    const plan = planOf({ ...values, commission: 10 });
    expect(splitOf(1999, plan, true)).toEqual({ merchant: 1800, guide: 139, referrer: 6, platform: 54 });
    for (let net = 0; net < 3000; net += 7) {
      for (const referred of [true, false]) {
        expect(Object.values(splitOf(net, plan, referred)).reduce((sum, part) => sum + part)).toBe(net);
      }
    }
  });
});

describe('refused reports', () => {
  it('are applied again until there is no cursor to go on with', async () => {
    const answers = [{ tried: 200, applied: 180, nextCursor: 'second' }, { tried: 200, applied: 0, nextCursor: 'third' }, { tried: 7, applied: 7, nextCursor: null }];
    const cursors: string[] = [];
    const retried = await untilAllWereTried((cursor) => {
      const next = answers[cursors.push(cursor) - 1];
      return next ? Promise.resolve(next) : Promise.reject(new Error('once too often'));
    });
    expect(cursors).toEqual(['', 'second', 'third']);
    expect(retried).toEqual({ tried: 407, applied: 187 });
  });
});
