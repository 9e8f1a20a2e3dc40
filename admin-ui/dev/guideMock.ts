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
  ({ at: at(day), account, amountMinor, currency: 'CNY', cause, ...(orderId ? { orderId, lineId: '1' } : {}) });

const HOLD: Schemas['SaleHold'] = { holdId: randomUUID(), merchantId: 'cave-rive-gauche', orderId: 'B-1007', lineId: '1', guideId: lin.guideId, reason: 'SAME_PERSON', state: 'OPEN', openedAt: at(20), deadline: at(30), byDeadline: 'UPHOLD' };
const DISPUTE: Schemas['SaleDispute'] = { disputeId: randomUUID(), merchantId: 'cave-rive-gauche', orderId: 'B-1005', lineId: '1', side: 'CLAIMANT', guideId: lin.guideId, state: 'OPEN', statement: '是我带他们去的酒庄', openedAt: at(12), deadline: at(26) };
export const HOLDS = { items: [HOLD], nextCursor: null };
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
  balances: [{ currency: 'CNY', pendingMinor: 13_930, payableMinor: 8_400, reservedMinor: 0, paidMinor: 21_000, debtMinor: 1_500 }],
  entries: [
    moved(20, 'ACCRUAL', 'GUIDE_PENDING', 13_930, 'B-1007'),
    moved(19, 'REFUND', 'GUIDE_DEBT', -1_500, 'B-1002'),
    moved(18, 'SETTLE', 'GUIDE_PAID', 21_000), moved(18, 'SETTLE', 'GUIDE_RESERVED', -21_000),
    moved(16, 'MATURE', 'GUIDE_PENDING', -8_400, 'B-1005'), moved(16, 'MATURE', 'GUIDE_PAYABLE', 8_400, 'B-1005'), moved(9, 'ACCRUAL', 'GUIDE_PENDING', 8_400, 'B-1005'),
    moved(8, 'REFUND', 'GUIDE_PENDING', -700, 'B-1003'), moved(7, 'ACCRUAL', 'GUIDE_PENDING', 700, 'B-1003'),
    moved(6, 'MATURE', 'GUIDE_PENDING', -21_000, 'B-1002'), moved(6, 'MATURE', 'GUIDE_PAYABLE', 21_000, 'B-1002'), moved(1, 'ACCRUAL', 'GUIDE_PENDING', 21_000, 'B-1002'),
  ],
};

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
  const items = [...guides.values()].map((guide, index): Schemas['PayoutItem'] => ({ itemId: randomUUID(), guideId: guide.guideId, endToEndId: `EVI${index}`, status: 'DRAFT', amountMinor: 8_400 * (index + 1) }));
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

export function nodes(): Schemas['GrowthNode'][] {
  return [...guides.values()].map(({ guideId, referrerId, displayName, status }) =>
    ({ guideId, ...(referrerId ? { referrerId } : {}), displayName, status, joinedAt: at(1), depth: referrerId ? 1 : 0, peers: referrerId ? 0 : 1, earned: referrerId ? [] : [{ amountMinor: 3_000, currency: 'CNY' }] }));
}
