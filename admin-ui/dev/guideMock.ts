import { randomUUID } from 'node:crypto';
import type { components } from '../src/api/schema.ts';

/** Made-up guides for work on their pages: two in the queue, one who earns, an order with a contest, a batch that waits. */
type Schemas = components['schemas'];
type Guide = Schemas['Guide'];

export const SCOPES = ['guide:read', 'guide:write', 'guide:approve', 'commerce:write', 'order:read', 'order:write', 'ledger:read', 'payout:write', 'payout:approve'];

const at = (day: number) => `2026-06-${String(day).padStart(2, '0')}T09:20:00Z`;
const guideOf = (displayName: string, status: Guide['status'], destinations: string[], categories: string[], more: Partial<Guide> = {}): Guide =>
  ({ guideId: randomUUID(), status, statusSince: at(1), displayName, destinations, categories, languages: ['zh', 'fr'], referralCode: displayName.toLowerCase().replaceAll(' ', ''), ...more });

const lin = guideOf('Lin Wei', 'ACTIVE', ['FR-BDX', 'FR-PAR'], ['wine', 'food'], { payee: { name: 'Lin Wei', account: '***********************0189' } });
export const guides = new Map<string, Guide>(
  [lin, guideOf('Chen Yu', 'SUBMITTED', ['IT-FLR'], ['fashion'], { referrerId: lin.guideId }), guideOf('Zhao Min', 'IN_REVIEW', ['JP-KYO'], ['art'])].map((guide) => [guide.guideId, guide]),
);
/** Who signs in where `MOCK_AS=guide`. */
export const ME = { subject: 'lin', kind: 'USER', roles: ['guide'], scopes: ['guide:read', 'guide:write'], guideId: lin.guideId };

export function register(body: Schemas['GuideRegistration']): Guide {
  const { displayName, destinations, categories, languages, referralCode } = body;
  const referrer = [...guides.values()].find((guide) => guide.referralCode === referralCode);
  const guide: Guide = { guideId: randomUUID(), status: 'DRAFT', statusSince: at(1), referralCode: randomUUID().slice(0, 8), displayName, destinations, categories, languages, ...(referrer ? { referrerId: referrer.guideId } : {}) };
  guides.set(guide.guideId, guide);
  return guide;
}

const GOALS: Record<string, Guide['status']> = { submit: 'SUBMITTED', pick: 'IN_REVIEW', approve: 'ACTIVE', reject: 'REJECTED', askMore: 'RESUBMIT', suspend: 'SUSPENDED', flagRisk: 'SUSPENDED', expireLicence: 'SUSPENDED', renew: 'ACTIVE', reinstate: 'ACTIVE', ban: 'BANNED', winAppeal: 'SUSPENDED', withdraw: 'DRAFT', reapply: 'DRAFT', wake: 'ACTIVE', close: 'CLOSING', cancelClose: 'SUSPENDED' };

export function move(guide: Guide, action: string, reason?: string): Guide {
  const after = { ...guide, status: GOALS[action] ?? guide.status };
  delete after.reason;
  return keep({ ...after, ...(reason ? { reason } : {}) });
}

export function pay(guide: Guide, payee: Schemas['Payee']): Guide {
  return keep({ ...guide, payee: { ...payee, account: payee.account.slice(-4).padStart(payee.account.length, '*') } });
}

function keep(guide: Guide): Guide {
  guides.set(guide.guideId, guide);
  return guide;
}

export function linkOf(guide: Guide, productId: string): Schemas['RecommendationLink'] {
  const code = Buffer.from(guide.referralCode + productId).toString('hex').slice(-8);
  return { code, url: `http://localhost:8080/r/${code}` };
}

const moved = (day: number, cause: string, account: Schemas['AccountKind'], amountMinor: number, orderId?: string): Schemas['StatementEntry'] =>
  ({ at: at(day), account, amountMinor, currency: 'CNY', cause, ...(orderId ? { merchantId: 'cave-rive-gauche', orderId, lineId: '1' } : {}) });

const HOLD: Schemas['SaleHold'] = { holdId: randomUUID(), merchantId: 'cave-rive-gauche', orderId: 'B-1007', lineId: '1', guideId: lin.guideId, depth: 0, reason: 'SAME_PERSON', state: 'OPEN', openedAt: at(20), deadline: at(30), byDeadline: 'UPHOLD' };
const DISPUTE: Schemas['SaleDispute'] = { disputeId: randomUUID(), merchantId: 'cave-rive-gauche', orderId: 'B-1005', lineId: '1', side: 'CLAIMANT', guideId: lin.guideId, state: 'OPEN', statement: '是我带他们去的酒庄', openedAt: at(12), deadline: at(26) };
const FLAGGED: Schemas['SaleHold'] = { ...HOLD, holdId: randomUUID(), orderId: 'B-0990', state: 'FLAGGED', openedAt: at(19), byDeadline: 'RELEASE' };
export const holds: Schemas['SaleHold'][] = [HOLD, FLAGGED];

export function appeal(holdId: string, statement: string): Schemas['SaleHold'] | undefined {
  const hold = holds.find((each) => each.holdId === holdId);
  return hold && Object.assign(hold, { appeal: statement, state: hold.state === 'OPEN' ? 'APPEALED' : hold.state, byDeadline: 'RELEASE' });
}

/** The newest first. */
export const disputes: Schemas['SaleDispute'][] = [
  DISPUTE,
  { ...DISPUTE, disputeId: randomUUID(), orderId: 'B-0994', state: 'REASSIGNED', openedAt: at(3), decidedAt: at(5), decision: '旅客确认是您带去的' },
  { ...DISPUTE, disputeId: randomUUID(), orderId: 'B-0981', state: 'KEPT', openedAt: at(1), decidedAt: at(4), decision: '另一位导游的链接在后' },
];

export function claim(orderId: string, { lineId, statement }: Schemas['SaleClaim']): Schemas['SaleDispute'] {
  const opened = { ...DISPUTE, disputeId: randomUUID(), orderId, lineId, statement, openedAt: new Date().toISOString(), deadline: new Date(Date.now() + 14 * 86_400_000).toISOString() };
  disputes.unshift(opened);
  return opened;
}

export function withdraw(disputeId: string): Schemas['SaleDispute'] | undefined {
  const dispute = disputes.find((each) => each.disputeId === disputeId);
  return dispute && Object.assign(dispute, { state: 'WITHDRAWN', decidedAt: new Date().toISOString(), decision: 'withdrawn' });
}
export const FLAGS = { items: [{ flagId: randomUUID(), kind: 'VELOCITY', guideId: lin.guideId, subject: at(19), orders: 201, at: at(19) }], nextCursor: null };

export const STATEMENT: Schemas['Statement'] = {
  held: [{ amountMinor: 13_930, currency: 'CNY', orderId: HOLD.orderId, lineId: HOLD.lineId, reason: HOLD.reason, deadline: HOLD.deadline, hold: HOLD }],
  balances: [{ currency: 'CNY', pendingMinor: 13_930, payableMinor: 8_400, reservedMinor: 0, paidMinor: 21_000, debtMinor: 7_800, withheldMinor: 1_050 }],
  entries: [
    moved(20, 'ACCRUAL', 'GUIDE_PENDING', 13_930, 'B-1007'),
    moved(19, 'REFUND', 'GUIDE_DEBT', -1_500, 'B-1002'),
    moved(18, 'SETTLE', 'GUIDE_PAID', 21_000), moved(18, 'SETTLE', 'GUIDE_RESERVED', -21_000),
    moved(16, 'MATURE', 'GUIDE_PENDING', -8_400, 'B-1005'), moved(16, 'MATURE', 'GUIDE_PAYABLE', 8_400, 'B-1005'), moved(9, 'ACCRUAL', 'GUIDE_PENDING', 8_400, 'B-1005'),
    moved(8, 'REFUND', 'GUIDE_PENDING', -700, 'B-1003'), moved(7, 'ACCRUAL', 'GUIDE_PENDING', 700, 'B-1003'),
    moved(6, 'MATURE', 'GUIDE_PENDING', -21_000, 'B-1002'), moved(6, 'MATURE', 'GUIDE_PAYABLE', 21_000, 'B-1002'), moved(1, 'ACCRUAL', 'GUIDE_PENDING', 21_000, 'B-1002'),
  ],
};

type Commission = Schemas['GuideCommission'];
const cny = (amountMinor: number) => ({ amountMinor, currency: 'CNY' });
const sold = (day: number, orderId: string, netMinor: number, commission: Pick<Commission, 'state'> & Partial<Commission> | undefined, more: Partial<Schemas['GuideSale']> = {}): Schemas['GuideSale'] => ({
  merchantId: 'cave-rive-gauche', merchantName: 'Cave Rive Gauche', orderId, lineId: '1', depth: 0, status: 'DELIVERED', placedAt: at(day), attribution: 'CONFIRMED',
  productId: 'margaux-2016', productTitle: 'Margaux 2016', quantity: 1, net: cny(netMinor), left: cny(netMinor),
  ...(commission ? { commission: { accrued: cny(netMinor * 0.07), left: cny(netMinor * 0.07), owed: cny(0), ...commission } } : {}), ...more,
});
const gone = { left: cny(0) };
export const SALES: Schemas['GuideSale'][] = [
  sold(22, 'B-1009', 129_000, undefined, { status: 'PLACED', attribution: 'PROVISIONAL' }),
  sold(21, 'B-1008', 129_000, { state: 'PENDING' }, { status: 'PAID' }),
  sold(20, 'B-1007', 199_000, { state: 'HELD' }, { attribution: 'HELD' }),
  sold(19, 'B-1006', 129_000, { state: 'PENDING', payableFrom: '2030-06-30T09:20:00Z' }),
  sold(9, 'B-1005', 120_000, { state: 'PAYABLE', payableFrom: at(16) }, { attribution: 'FINAL' }),
  sold(8, 'B-1004', 90_000, { state: 'HELD' }, { attribution: 'DISPUTED', disputedUntil: at(22) }),
  sold(7, 'B-1003', 10_000, { state: 'REVERSED', ...gone, ended: 'REFUNDED' }, { left: cny(0), attribution: 'VOIDED' }),
  sold(6, 'B-1001', 90_000, { state: 'PENDING', accrued: cny(300), left: cny(300) }, { depth: 1 }),
  sold(5, 'B-0995', 90_000, { state: 'RESERVED' }, { attribution: 'FINAL' }),
  sold(4, 'B-0990', 300_000, { state: 'PAID', left: cny(19_500), owed: cny(1_500) }, { attribution: 'FINAL' }),
  sold(3, 'B-0985', 90_000, { state: 'VOIDED', ...gone, ended: 'REASSIGNED' }, { attribution: 'REASSIGNED' }),
  sold(2, 'B-0980', 90_000, { state: 'CLAWBACK_DUE', ...gone, owed: cny(6_300), ended: 'CHARGED_BACK' }, { left: cny(0), attribution: 'VOIDED' }),
].map((sale) => (sale.depth === 0 ? sale : withoutGoods(sale)));

function withoutGoods({ merchantId, merchantName, orderId, lineId, depth, status, placedAt, attribution, commission }: Schemas['GuideSale']): Schemas['GuideSale'] {
  return { merchantId, merchantName, orderId, lineId, depth, status, placedAt, attribution, ...(commission ? { commission } : {}) };
}

const parts = (...items: [string, number][]): Schemas['PayoutParts'] => ({ items: items.map(([orderId, amountMinor]) => ({ merchantId: 'cave-rive-gauche', orderId, lineId: '1', amountMinor })), count: items.length, totalMinor: items.reduce((sum, [, amountMinor]) => sum + amountMinor, 0) });
const transfer = (day: number, status: Schemas['GuidePayout']['status'], amountMinor: number, withheldMinor: number, paid: Schemas['PayoutParts'], netted = parts()): Schemas['GuidePayout'] =>
  ({ itemId: randomUUID(), endToEndId: `EVI${randomUUID().replaceAll('-', '')}`, status, currency: 'CNY', amountMinor, withheldMinor, paid, netted, createdAt: at(day), changedAt: at(day + 1) });
export const PAYOUTS: Schemas['GuidePayout'][] = [
  transfer(24, 'SUBMITTED', 4_800, 0, parts(['B-0995', 6_300]), parts(['B-0980', 1_500])),
  transfer(17, 'UNKNOWN', 8_400, 0, parts(['B-0993', 8_400])),
  transfer(10, 'SETTLED', 19_950, 1_050, parts(['B-0990', 14_000], ['B-0991', 7_000])),
  transfer(3, 'RETURNED', 21_000, 0, parts(['B-0990', 14_000], ['B-0991', 7_000])),
];

export const debts: Schemas['GuideDebt'][] = [
  { commissionId: randomUUID(), orderId: 'B-0980', lineId: '1', currency: 'CNY', debtMinor: 6_300, since: at(12) },
  { commissionId: randomUUID(), orderId: 'B-0990', lineId: '1', currency: 'CNY', debtMinor: 1_500, since: at(19) },
];

export function writeOff({ currency }: Schemas['WriteOff']): Schemas['WrittenOff'] {
  const borne = debts.splice(0).filter((debt) => debt.currency === currency);
  return { currency, writtenOffMinor: borne.reduce((sum, debt) => sum + debt.debtMinor, 0), commissions: borne.length };
}

const taxed = (day: number, incomeMinor: number, withheldMinor: number, more: Partial<Schemas['TaxRecord']> = {}): Schemas['TaxRecord'] =>
  ({ itemId: randomUUID(), taxYear: 2026, method: 'CN_CUMULATIVE', currency: 'CNY', incomeMinor, withheldMinor, at: at(day), corrections: [], ...more });
export const TAX_RECORDS: Schemas['TaxRecord'][] = [
  taxed(10, 21_000, 1_050, { corrections: [{ itemId: randomUUID(), orderId: 'B-0990', lineId: '1', incomeMinor: 1_500, at: at(24) }] }),
  taxed(3, 21_000, 0, { correctedAt: at(4) }),
];

const account = (owner: string, kind: Schemas['AccountKind'], balanceMinor: number): Schemas['LedgerAccount'] => ({ owner, kind, currency: 'CNY', balanceMinor });
const ACCOUNTS = [
  account('cave-rive-gauche', 'MERCHANT_CLEARING', -31_000), account('platform', 'PLATFORM_REVENUE', 12_300), account('platform', 'REFERRAL_EXPENSE', -300),
  account(lin.guideId, 'GUIDE_PENDING', 13_930), account(lin.guideId, 'GUIDE_PAYABLE', 8_400), account(lin.guideId, 'GUIDE_DEBT', -7_800), account(lin.guideId, 'TAX_WITHHELD', 1_050),
];

export function accounts(filter: URLSearchParams): Schemas['LedgerAccount'][] {
  const [owner, kind] = [filter.get('owner'), filter.get('kind')];
  return ACCOUNTS.filter((each) => (!owner || each.owner === owner) && (!kind || each.kind === kind)).map((each) => (filter.get('at') ? { ...each, balanceMinor: 0 } : each));
}

export function entries(kind: string | null): Schemas['LedgerEntry'][] {
  return STATEMENT.entries.filter((entry) => entry.account === kind).map((entry, index) => ({
    postingId: 1_000 - index, leg: `payee-${index}`, at: entry.at, source: entry.orderId ? `order:cave-rive-gauche/${entry.orderId}` : 'payout', cause: entry.cause, externalId: entry.lineId ?? 'EVI', kind: entry.account,
    amountMinor: entry.amountMinor, currency: entry.currency,
  }));
}

export function orderOf(orderId: string): Schemas['Order'] {
  const net = { amountMinor: 199_000, currency: 'CNY' };
  return { merchantId: 'cave-rive-gauche', orderId, status: 'DELIVERED', lines: [{ lineId: '1', productId: 'margaux-2016', quantity: 2, net, left: net, attribution: 'CONFIRMED', guideId: lin.guideId }] };
}

export function attributionOf(orderId: string): Schemas['OrderAttribution'] {
  const [, chen, zhao] = [...guides.keys()];
  return {
    merchantId: 'cave-rive-gauche', orderId, ruleVersion: 2, winner: lin.guideId,
    touches: [
      { guideId: zhao ?? '', code: 'k7m2p9xq', clickId: randomUUID(), kind: 'LINK', at: at(1), seen: true, lost: 'TOO_OLD' },
      { guideId: lin.guideId, code: 'w3n8r5tb', clickId: randomUUID(), kind: 'LINK', at: at(18), seen: true },
      { guideId: chen ?? '', code: 'h4j6v2dc', kind: 'CODE', at: at(20), seen: false, lost: 'CHECKOUT_GUARD' },
    ],
    lines: [{ lineId: '1', attribution: 'CONFIRMED', guideId: lin.guideId, holds: [], disputes: orderId === DISPUTE.orderId ? [DISPUTE] : [] }],
  };
}

export const batches = new Map<string, Schemas['PayoutBatch']>();

/** Every second one was put together by somebody else, so that it can be approved here. */
export function batchOf({ currency, through }: Schemas['NewPayoutBatch']): Schemas['PayoutBatch'] {
  const items = [...guides.values()].map((guide, index): Schemas['PayoutItem'] => ({ itemId: randomUUID(), guideId: guide.guideId, guideName: guide.displayName, endToEndId: `EVI${index}`, status: 'DRAFT', amountMinor: 8_400 * (index + 1), withheldMinor: index * 420, payee: guide.payee ?? { name: `${guide.displayName} Ltd`, account: '******************4711', bic: 'COBADEFFXXX' } }));
  const batch = { batchId: randomUUID(), messageId: `EVR${batches.size}`, currency, through, createdBy: batches.size % 2 ? 'admin' : 'ann', totalMinor: items.reduce((sum, item) => sum + item.amountMinor, 0), items };
  batches.set(batch.batchId, batch);
  return batch;
}

/** The newest first. */
export function batchSummaries(): Schemas['PayoutBatchSummary'][] {
  return [...batches.values()].reverse().map(({ items, ...batch }) => ({ ...batch, createdAt: batch.through, transfers: items.length }));
}

export function change(batch: Schemas['PayoutBatch'], itemStatus: Schemas['PayoutItem']['status'], more: Partial<Schemas['PayoutBatch']>, itemId?: string): Schemas['PayoutBatch'] {
  const items = batch.items.map((item) => (itemId === undefined || item.itemId === itemId ? { ...item, status: itemStatus } : item));
  const after = { ...batch, ...more, items };
  batches.set(batch.batchId, after);
  return after;
}

const AREAS = new Map<string, Schemas['Expertise'][]>();

export function expertiseOf(guide: Guide): Schemas['Expertise'][] {
  const areas = AREAS.get(guide.guideId) ?? [
    ...guide.destinations.map((area): Schemas['Expertise'] => ({ kind: 'DESTINATION', area, status: 'DECLARED', review: 'OPEN' })),
    ...guide.categories.map((area): Schemas['Expertise'] => ({ kind: 'CATEGORY', area, status: 'VERIFIED', review: 'VERIFIED', evidence: { kind: 'LICENCE', reference: 'F-2025-881' } })),
  ];
  AREAS.set(guide.guideId, areas);
  return areas;
}

export function evidenceQueue(): Schemas['ReviewableExpertise'][] {
  return expertiseOf(lin).filter((area) => area.review === 'OPEN').map((expertise) => ({ guideId: lin.guideId, displayName: lin.displayName, saidAt: at(15), expertise }));
}

export function holdByHand(orderId: string, { lineId }: Schemas['SaleHolding']): Schemas['SaleHold'] {
  const hold: Schemas['SaleHold'] = { ...HOLD, holdId: randomUUID(), orderId, lineId, reason: 'FRAUD' };
  holds.unshift(hold);
  return hold;
}

export function changeArea(guide: Guide, area: Schemas['Expertise']): Schemas['Expertise'] {
  AREAS.set(guide.guideId, [...expertiseOf(guide).filter((other) => other.kind !== area.kind || other.area !== area.area), area]);
  return area;
}

export const PRODUCTS: Schemas['Product'][] = [['margaux-2016', 'Margaux 2016', 199_000], ['pauillac-2018', 'Pauillac 2018', 129_000]].map(([productId, title, amountMinor]) =>
  ({ productId: String(productId), title: String(title), merchantId: 'cave-rive-gauche', destination: 'FR-BDX', category: 'wine', price: { amountMinor: Number(amountMinor), currency: 'CNY' } }));

export const notes = new Map<string, Schemas['GuideNote']>();

export function writeNote(guide: Guide, productId: string, language: string, text: string): Schemas['GuideNote'] {
  const key = `${guide.guideId} ${productId} ${language}`;
  const known = notes.get(key);
  const note: Schemas['GuideNote'] = { noteId: randomUUID(), ...known, guideId: guide.guideId, productId, language: language === 'zh' ? 'zh' : 'en', version: (known?.version ?? 0) + 1, text, review: 'PENDING', writtenAt: new Date().toISOString() };
  notes.set(key, note);
  return note;
}
writeNote(lin, 'margaux-2016', 'zh', '选 2016，单宁细腻；避开 2013。');

export function reviewNote(noteId: string, review: 'APPROVED' | 'REJECTED', reason?: string): Schemas['GuideNote'] | undefined {
  const [key, note] = [...notes].find(([, known]) => known.noteId === noteId) ?? [];
  if (!key || !note) {
    return undefined;
  }
  const after = { ...note, review, ...(review === 'APPROVED' ? { publicText: note.text } : {}), ...(reason ? { reason } : {}) };
  notes.set(key, after);
  return after;
}

export function linksOf(guide: Guide): Schemas['ListedLink'][] {
  return PRODUCTS.map(({ productId, title }) => ({ ...linkOf(guide, productId), productId, title, createdAt: at(2), notes: [...notes.values()].filter((note) => note.guideId === guide.guideId && note.productId === productId) }));
}

export function pageOf(guide: Guide): Schemas['PublicGuide'] {
  const { guideId, displayName, languages, destinations, categories } = guide;
  return {
    guideId, displayName, languages, destinations, categories,
    products: PRODUCTS.map((product) => ({
      ...product, ...linkOf(guide, product.productId),
      notes: Object.fromEntries([...notes.values()].filter((note) => note.productId === product.productId && note.publicText).map((note) => [note.language, note.publicText])),
    })),
  };
}

export const views: string[] = [];

export function productOf(productId: string, clickId: string | null): Schemas['PublicProduct'] | undefined {
  const product = PRODUCTS.find((each) => each.productId === productId);
  const found = pageOf(lin).products.find((each) => each.productId === productId);
  return product && { ...product, merchantName: 'Cave Rive Gauche', ...(clickId && found ? { guide: { guideId: lin.guideId, displayName: lin.displayName, code: found.code, notes: found.notes } } : {}) };
}

export function nodes(): Schemas['GrowthNode'][] {
  return [...guides.values()].map(({ guideId, referrerId, displayName, status }) =>
    ({ guideId, ...(referrerId ? { referrerId } : {}), displayName, status, joinedAt: at(1), depth: referrerId ? 1 : 0, peers: referrerId ? 0 : 1, earned: referrerId ? [] : [{ amountMinor: 3_000, currency: 'CNY' }] }));
}

export const RECONCILED: Schemas['ReconciliationRun'] = { runId: randomUUID(), at: at(14), tookMillis: 840, differences: 0 };

/** Eight weeks that grow, the last one under way. */
export function figures(asked: URLSearchParams): Schemas['GuideFigures'] {
  const [from, to] = [asked.get('from') ?? at(1), asked.get('to') ?? at(28)];
  const week = 7 * 86_400_000;
  const weeks = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / week));
  const starts = Array.from({ length: weeks }, (_, number) => Date.parse(from) + number * week);
  return {
    from, to,
    weeks: starts.map((start, number) => ({ from: new Date(start).toISOString(), to: new Date(start + week).toISOString(), activeGuides: 12 + 5 * number, orders: 40 + 31 * number })),
    margins: [{ currency: 'CNY', netMinor: 41_230_000, commissionMinor: 4_123_000, guidesMinor: 3_009_790, platformMinor: 1_113_210, marginBps: 270 }],
    activeGuides: 61, invited: 80, broughtGuides: 67, activated: 41, k: 67 / 61,
  };
}

export let refused: Schemas['RefusedReport'][] = [
  { refusalId: randomUUID(), kind: 'PAID', merchantId: 'cave-margaux', orderId: 'o-1882', code: 'NOT_FOUND', detail: 'There is no such order.', partition: 2, offset: 18_233, times: 1, firstAt: at(14), lastAt: at(14) },
  { refusalId: randomUUID(), code: 'MALFORMED_JSON', detail: 'The message is not JSON.', partition: 0, offset: 911, times: 3, firstAt: at(12), lastAt: at(14) },
];

export function allApplyNow(): Schemas['RefusedReportsRetry'] {
  const tried = refused.length;
  refused = [];
  return { tried, applied: tried, nextCursor: null };
}

export function appliesNow(refusalId: string): Schemas['RefusedReportRetry'] {
  refused = refused.filter((report) => report.refusalId !== refusalId);
  return { applied: true };
}
