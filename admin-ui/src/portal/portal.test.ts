import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { accountOf } from '../commerce/account';
import { claimFaults, claimOf } from './claimForm';
import { fieldForRegistration, invitationLink, registrationOf } from './registration';
import { earningsOf } from './statement';
import { treeOf } from '../commerce/forest';

type Entry = Schemas['StatementEntry'];

const entry = (cause: string, account: Entry['account'], amountMinor: number, at: number, order: { orderId?: string; lineId?: string } = { orderId: 'o-1', lineId: '1' }): Entry =>
  ({ at: `2026-07-0${at}T00:00:00Z`, account, amountMinor, currency: 'CNY', cause, ...order });

const stageOf = (...entries: Entry[]) => earningsOf(entries).orders.map(({ stage, amountMinor }) => [stage, amountMinor]);

describe('earnings', () => {
  const earned = entry('ACCRUAL', 'GUIDE_PENDING', 700, 1);
  const matured = [entry('MATURE', 'GUIDE_PENDING', -700, 3), entry('MATURE', 'GUIDE_PAYABLE', 700, 3)];

  it('wait for delivery and the return window, and are then released', () => {
    expect(stageOf(earned)).toEqual([['WAITING', 700]]);
    expect(stageOf(earned, ...matured)).toEqual([['RELEASED', 700]]);
  });

  it('shrink with a refund, vanish with a full one, and become debt where they were paid', () => {
    expect(stageOf(earned, entry('REFUND', 'GUIDE_PENDING', -300, 2))).toEqual([['WAITING', 400]]);
    expect(stageOf(earned, entry('REFUND', 'GUIDE_PENDING', -700, 2))).toEqual([['REFUNDED', 0]]);
    expect(stageOf(earned, ...matured, entry('REFUND', 'GUIDE_DEBT', -700, 5))).toEqual([['OWED', 0]]);
  });

  it('say nothing of an order whose beginning is not among the newest movements', () => {
    expect(stageOf(...matured)).toEqual([['PARTLY_SHOWN', 0]]);
    expect(stageOf(earned, entry('MATURE', 'GUIDE_PAYABLE', 70, 3, { orderId: 'o-1', lineId: '2' }))).toEqual([['PARTLY_SHOWN', 770]]);
  });

  it('put the order that moved last first, and payouts apart', () => {
    const { orders, payouts } = earningsOf([earned, entry('ACCRUAL', 'GUIDE_PENDING', 5, 2, { orderId: 'o-2', lineId: '1' }), entry('SETTLE', 'GUIDE_PAID', 700, 4, {})]);
    expect(orders.map((order) => order.orderId)).toEqual(['o-2', 'o-1']);
    expect(payouts.map((payout) => payout.cause)).toEqual(['SETTLE']);
  });
});

describe('a claim', () => {
  it('names the shop only where it was asked for', () => {
    expect(claimOf({ orderId: ' B-1007 ', lineId: ' 1', statement: ' I took them there. ' }))
      .toEqual({ params: { path: { orderId: 'B-1007' }, query: {} }, body: { lineId: '1', statement: 'I took them there.' } });
    expect(claimOf({ orderId: 'B-1007', merchantId: 'cave', lineId: '1', statement: 'x' }).params.query).toEqual({ merchantId: 'cave' });
  });

  it('is refused at the field that is wrong', () => {
    expect(claimFaults({ status: 404, code: 'NOT_FOUND' }, 'not there')).toEqual([{ name: ['orderId'], errors: ['not there'] }]);
    expect(claimFaults({ status: 422, code: 'INVALID_FIELD', errors: [{ pointer: '/lineId', code: 'TOO_LONG', message: 'too long' }] }, 'not there')).toEqual([{ name: ['lineId'], errors: ['too long'] }]);
    expect(claimFaults({ status: 409, code: 'ILLEGAL_TRANSITION', detail: 'The sale is yours already.' }, 'not there')).toEqual([]);
  });
});

describe('registration', () => {
  it('sends each place and category once, and no empty code', () => {
    expect(registrationOf({ displayName: ' Lin Wei ', destinations: ['fr-bdx', 'FR-BDX '], categories: ['Wine'], languages: ['zh'], referralCode: ' ', email: ' lin@example.org ', password: ' kept as typed ' }))
      .toEqual({ displayName: 'Lin Wei', destinations: ['FR-BDX'], categories: ['wine'], languages: ['zh'], email: 'lin@example.org', password: ' kept as typed ' });
    expect(fieldForRegistration(['destinations', 0])).toEqual(['destinations']);
    expect(fieldForRegistration(['email'])).toEqual(['email']);
    expect(fieldForRegistration(['merchantId'])).toBeNull();
  });

  it('begins at the link of who invites', () => {
    expect(invitationLink('https://guides.example', 'ab 1')).toBe('https://guides.example/join?code=ab+1');
  });

  it('takes an account as people write it', () => {
    expect(accountOf('fr76 3000 6000-01')).toBe('FR763000600001');
  });
});

describe('the tree of guides', () => {
  const node = (guideId: string, referrerId?: string): Schemas['GrowthNode'] =>
    ({ guideId, ...(referrerId ? { referrerId } : {}), displayName: guideId, status: 'ACTIVE', joinedAt: '2026-06-01T00:00:00Z', depth: 0, peers: 0, earned: [] });

  it('puts everybody below whoever brought them, and whose referrer is not there at the top', () => {
    const [anna, lost] = treeOf([node('anna'), node('bea', 'anna'), node('cleo', 'bea'), node('dan', 'not-loaded')]);
    expect(anna?.children?.map((child) => child.guideId)).toEqual(['bea']);
    expect(anna?.children?.[0]?.children?.map((child) => child.guideId)).toEqual(['cleo']);
    expect(lost?.guideId).toBe('dan');
    expect(lost?.children).toBeUndefined();
  });
});
