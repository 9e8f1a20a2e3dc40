import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { everyPage, pages } from '../api/queries';
import type { GuideStatus } from './guideLife';

/** As many movements as the platform tells at once; older ones are behind its cursor. */
export const MOVEMENTS = 500;

export const guidesQuery = (status?: GuideStatus) =>
  pages(['guides', { status }], (query) =>
    answer(api.GET('/api/v1/guides', { params: { query: { ...query, ...(status ? { status } : {}) } } })));

export const guideQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId],
    queryFn: () => answer(api.GET('/api/v1/guides/{guideId}', { params: { path: { guideId } } })),
  });

export const expertiseQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'expertise'],
    queryFn: async () => (await answer(api.GET('/api/v1/guides/{guideId}/expertise', { params: { path: { guideId } } }))).items,
  });

/** What guides who are approved have said anew of what they know, and nobody has looked at. */
export const evidenceQueueQuery = pages(['guide-expertise'], (query) => answer(api.GET('/api/v1/guide-expertise', { params: { query: { ...query, review: 'OPEN' } } })));

export const linksQuery = (guideId: string) =>
  pages(['guide', guideId, 'links'], (query) => answer(api.GET('/api/v1/guides/{guideId}/links', { params: { path: { guideId }, query } })));

export const productsQuery = pages(['products'], (query) => answer(api.GET('/api/v1/products', { params: { query } })), 500);

export const merchantsQuery = pages(['merchants'], (query) => answer(api.GET('/api/v1/merchants', { params: { query } })), 500);

export const plansQuery = pages(['commission-plans'], (query) => answer(api.GET('/api/v1/commission-plans', { params: { query } })), 500);

export const notesQuery = (review: 'PENDING' | 'APPROVED' | 'REJECTED') =>
  pages(['guide-notes', review], (query) => answer(api.GET('/api/v1/guide-notes', { params: { query: { ...query, review } } })));

export const growthQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'growth'],
    queryFn: () => answer(api.GET('/api/v1/guides/{guideId}/growth', { params: { path: { guideId } } })),
  });

export const forestQuery = pages(['guide-forest'], (query) => answer(api.GET('/api/v1/guide-forest', { params: { query } })), 500);

export const publicGuideQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'page'],
    queryFn: () => answer(api.GET('/api/v1/guides/{guideId}/page', { params: { path: { guideId } } })),
  });

/** A product as shoppers see it, with the guide whose click led there. */
export const publicProductQuery = (productId: string, clickId: string | undefined) =>
  queryOptions({
    queryKey: ['product', productId, 'page', clickId],
    queryFn: () => answer(api.GET('/api/v1/products/{productId}/page', { params: { path: { productId }, query: clickId ? { clickId } : {} } })),
  });

export const statementQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'statement'],
    queryFn: () => answer(api.GET('/api/v1/guides/{guideId}/statement', { params: { path: { guideId }, query: { limit: MOVEMENTS } } })),
    refetchInterval: 15_000,
  });

/** What a guide earns and earned on, line by line. */
export const guideSalesQuery = (guideId: string) =>
  pages(['guide', guideId, 'orders'], (query) => answer(api.GET('/api/v1/guides/{guideId}/orders', { params: { path: { guideId }, query } })));

/** The transfers to a guide. */
export const guidePayoutsQuery = (guideId: string) =>
  pages(['guide', guideId, 'payouts'], (query) => answer(api.GET('/api/v1/guides/{guideId}/payouts', { params: { path: { guideId }, query } })), 20);

/** All that later payouts will net, the oldest first. */
export const debtsQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'debts'],
    queryFn: () => everyPage((query) => answer(api.GET('/api/v1/guides/{guideId}/debts', { params: { path: { guideId }, query } }))),
  });

/** A guide's payouts as tax sees them. */
export const taxRecordsQuery = (guideId: string) =>
  pages(['guide', guideId, 'tax-records'], (query) => answer(api.GET('/api/v1/guides/{guideId}/tax-records', { params: { path: { guideId }, query } })), 20);

const orderOf = (orderId: string, merchantId: string | undefined) => ({ params: { path: { orderId }, query: merchantId ? { merchantId } : {} } });

export const orderQuery = (orderId: string, merchantId: string | undefined) =>
  queryOptions({
    queryKey: ['order', orderId, merchantId],
    queryFn: () => answer(api.GET('/api/v1/orders/{orderId}', orderOf(orderId, merchantId))),
  });

export const attributionQuery = (orderId: string, merchantId: string | undefined) =>
  queryOptions({
    queryKey: ['order', orderId, merchantId, 'attribution'],
    queryFn: () => answer(api.GET('/api/v1/orders/{orderId}/attribution', orderOf(orderId, merchantId))),
  });

/** What waits for a decision, or everything. */
export const saleHoldsQuery = (undecided: boolean) =>
  pages(['sale-holds', { undecided }], (query) =>
    answer(api.GET('/api/v1/guide-commerce/holds', { params: { query: { ...query, undecided } } })), undecided ? undefined : 500);

export const saleDisputesQuery = (undecided: boolean) =>
  pages(['sale-disputes', { undecided }], (query) =>
    answer(api.GET('/api/v1/guide-commerce/disputes', { params: { query: { ...query, undecided } } })));

export const saleFlagsQuery = pages(['sale-flags'], (query) =>
  answer(api.GET('/api/v1/guide-commerce/flags', { params: { query } })));

export const payoutBatchesQuery = pages(['payout-batches'], (query) => answer(api.GET('/api/v1/payout-batches', { params: { query } })));

export const payoutBatchQuery = (batchId: string) =>
  queryOptions({
    queryKey: ['payout-batch', batchId],
    queryFn: () => answer(api.GET('/api/v1/payout-batches/{batchId}', { params: { path: { batchId } } })),
  });

/** From whose account guides are paid; nothing where it was never said. */
export const debtorQuery = queryOptions({
  queryKey: ['payout-debtor'],
  queryFn: () => answer(api.GET('/api/v1/settings/payout-debtor')).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.status === 404) {
      return null;
    }
    throw error;
  }),
});

export const trialBalanceQuery = queryOptions({
  queryKey: ['trial-balance'],
  queryFn: async () => (await answer(api.GET('/api/v1/ledger/trial-balance'))).items,
  refetchInterval: 10_000,
});

export type AccountKind = Schemas['AccountKind'];
export const ACCOUNT_KINDS: AccountKind[] = ['MERCHANT_CLEARING', 'GUIDE_PENDING', 'GUIDE_PAYABLE', 'GUIDE_RESERVED', 'GUIDE_PAID', 'GUIDE_DEBT', 'TAX_WITHHELD', 'PLATFORM_REVENUE', 'REFERRAL_EXPENSE', 'BAD_DEBT'];

/** Which accounts are looked at, and when; now where nothing says. */
export interface AccountFilter {
  owner?: string;
  kind?: AccountKind;
  at?: string;
}

export const accountsQuery = (filter: AccountFilter) =>
  pages(['ledger-accounts', filter], (query) => answer(api.GET('/api/v1/ledger/accounts', { params: { query: { ...query, ...filter } } })));

/** The entries of one account, the newest first. */
export const entriesQuery = ({ owner, kind, currency }: Pick<Schemas['LedgerAccount'], 'owner' | 'kind' | 'currency'>) =>
  pages(['ledger-entries', owner, kind, currency], (query) => answer(api.GET('/api/v1/ledger/entries', { params: { query: { ...query, owner, kind, currency } } })));

/** The reconciliation that was last made by itself; undefined before the first. */
export const lastReconciliationQuery = queryOptions({
  queryKey: ['reconciliations', 'last'],
  queryFn: async () => (await answer(api.GET('/api/v1/ledger/reconciliations', { params: { query: { limit: 1 } } }))).items[0] ?? null,
});

/** How guides sell from week to week; the end is exclusive. */
export const figuresQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['guide-figures', from, to],
    queryFn: () => answer(api.GET('/api/v1/guide-commerce/figures', { params: { query: { from, to } } })),
  });

/** Which refused reports are meant: those of one merchant, those that were last refused for one reason, or all. */
export type SomeRefused = Schemas['SomeRefusedReports'];

/** What shops reported of their orders and was not applied, the newest first. */
export const refusedReportsQuery = (some: SomeRefused) =>
  pages(['refused-reports', some], (query) => answer(api.GET('/api/v1/guide-commerce/refused-reports', { params: { query: { ...query, ...some } } })));

/** Applies some of them again, the oldest first, from a cursor on. */
export const retryRefused = (some: SomeRefused) => (cursor: string) =>
  answer(api.POST('/api/v1/guide-commerce/refused-reports:retry', { params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } }, body: some }));

/** Goes on until all were tried. */
export async function untilAllWereTried(retry: (cursor: string) => Promise<Schemas['RefusedReportsRetry']>) {
  let tried = 0;
  let applied = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: Schemas['RefusedReportsRetry'] = await retry(cursor);
    tried += after.tried;
    applied += after.applied;
    cursor = after.nextCursor;
  }
  return { tried, applied };
}

export const reconciliationQuery = queryOptions({
  queryKey: ['reconciliation'],
  queryFn: () => answer(api.GET('/api/v1/ledger/reconciliation')),
});
