import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { accountOf } from '../commerce/account';
import { claimFaults, claimOf } from './claimForm';
import { fieldForRegistration, invitationLink, registrationOf } from './registration';
import { landingOf } from './landing';
import { canAppeal, holdsOn, movementsOf, questioned, standingOf } from './saleStanding';
import { viewTeller } from './views';
import { treeOf } from '../commerce/forest';

const line = { merchantId: 'cave', orderId: 'o-1', lineId: '1' };
const chf = (amountMinor: number) => ({ amountMinor, currency: 'CHF' });
const NOW = '2026-07-10T00:00:00Z';

function sale(commission?: Partial<Schemas['GuideCommission']>, more: Partial<Schemas['GuideSale']> = {}): Schemas['GuideSale'] {
  return {
    ...line, merchantName: 'Cave', depth: 0, status: 'DELIVERED', placedAt: '2026-07-01T00:00:00Z', attribution: 'CONFIRMED', ...more,
    ...(commission ? { commission: { state: 'PENDING', accrued: chf(700), left: chf(700), owed: chf(0), ...commission } } : {}),
  };
}

describe('a sale', () => {
  const stand = (...of: Parameters<typeof sale>) => standingOf(sale(...of), NOW);

  it('waits for the shopper, for delivery, for returns, and for the last check', () => {
    expect(stand(undefined, { status: 'PLACED' })).toEqual({ stage: 'UNPAID', why: 'UNPAID', owedMinor: 0 });
    expect(stand(undefined, { status: 'CANCELLED' }).why).toBe('CANCELLED');
    expect(stand(undefined).why).toBe('NOTHING');
    expect(stand({}).why).toBe('UNDELIVERED');
    expect(stand({ payableFrom: '2026-07-11T00:00:00Z' })).toEqual({ stage: 'PENDING', why: 'UNTIL', at: '2026-07-11T00:00:00Z', owedMinor: 0 });
    expect(stand({ payableFrom: NOW }).why).toBe('CHECKED');
  });

  it('is held by a hold or by what another guide claims', () => {
    expect(stand({ state: 'HELD' }).why).toBe('HELD');
    expect(stand({ state: 'HELD' }, { disputedUntil: '2026-07-15T00:00:00Z' })).toMatchObject({ stage: 'HELD', why: 'DISPUTED', at: '2026-07-15T00:00:00Z' });
  });

  it('is paid out, and says why it was taken back and what is owed since', () => {
    expect(stand({ state: 'RESERVED' }).stage).toBe('IN_PAYOUT');
    expect(stand({ state: 'RESERVED_REFUNDED', left: chf(0), ended: 'REFUNDED' })).toEqual({ stage: 'IN_PAYOUT', why: 'IN_PAYOUT', ended: 'REFUNDED', owedMinor: 0 });
    expect(stand({ state: 'PAID', left: chf(400), owed: chf(300) })).toEqual({ stage: 'PAID', why: 'PAID', owedMinor: 300, accruedMinor: 700 });
    expect(stand({ state: 'CLAWBACK_DUE', left: chf(0), owed: chf(700), ended: 'HOLD_UPHELD' })).toEqual({ stage: 'OWED', why: 'OWED', ended: 'HOLD_UPHELD', owedMinor: 700 });
    expect(stand({ state: 'VOIDED', left: chf(0), ended: 'REASSIGNED' })).toEqual({ stage: 'TAKEN_BACK', ended: 'REASSIGNED', owedMinor: 0 });
    expect(stand({ state: 'WRITTEN_OFF', left: chf(0), ended: 'CHARGED_BACK' }).stage).toBe('WRITTEN_OFF');
  });

  it('has its own holds and movements, and none of the same order of another shop', () => {
    const hold = { ...line, holdId: 'h', guideId: 'lin', depth: 0, reason: 'VELOCITY', state: 'OPEN', openedAt: NOW, deadline: NOW } as const;
    expect(holdsOn(sale(), [hold, { ...hold, merchantId: 'other' }])).toEqual([hold]);
    const entry = { ...line, at: NOW, account: 'GUIDE_PENDING', amountMinor: 700, currency: 'CHF', cause: 'ACCRUAL' } as const;
    expect(movementsOf(sale(), [entry, { ...entry, merchantId: 'other' }, { ...entry, lineId: '2' }])).toEqual([entry]);
  });

  it('can be appealed once, by its own guide, also where it was paid already', () => {
    const hold: Schemas['SaleHold'] = { ...line, holdId: 'h', guideId: 'lin', depth: 0, reason: 'SAME_PERSON', state: 'FLAGGED', openedAt: NOW, deadline: NOW };
    expect(canAppeal(hold, 'lin')).toBe(true);
    expect(canAppeal({ ...hold, appeal: 'a present' }, 'lin')).toBe(false);
    expect(canAppeal({ ...hold, state: 'OPEN' }, 'lin')).toBe(true);
    expect(canAppeal({ ...hold, state: 'APPEALED' }, 'lin')).toBe(false);
    expect(canAppeal(hold, 'chen')).toBe(false);
    expect(questioned([hold, { ...hold, state: 'UPHELD' }])).toEqual([hold]);
  });
});

describe('views of recommendations', () => {
  it('are told once each, one after the other, and go on where one fails', async () => {
    const told: string[] = [];
    let running = 0;
    const seen = viewTeller(async (code) => {
      expect(running).toBe(0);
      running += 1;
      await Promise.resolve();
      told.push(code);
      running -= 1;
      if (code === 'two') {
        throw new Error('nobody answers');
      }
    });
    await Promise.all(['one', 'two', 'one', 'three'].map(seen));
    expect(told).toEqual(['one', 'two', 'three']);
  });
});

describe('a link', () => {
  it('leads to the product, also in the form of before', () => {
    expect(landingOf(new URLSearchParams('product=margaux-2016&clickId=c-1'))).toBe('/p/margaux-2016?clickId=c-1');
    expect(landingOf(new URLSearchParams('product=a/b&clickId=c'))).toBe('/p/a%2Fb?clickId=c');
    expect(landingOf(new URLSearchParams('product=margaux-2016'))).toBeUndefined();
    expect(landingOf(new URLSearchParams())).toBeUndefined();
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
