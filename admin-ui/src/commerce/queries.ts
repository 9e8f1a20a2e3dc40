import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { pages } from '../api/queries';
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

export const statementQuery = (guideId: string) =>
  queryOptions({
    queryKey: ['guide', guideId, 'statement'],
    queryFn: () => answer(api.GET('/api/v1/guides/{guideId}/statement', { params: { path: { guideId }, query: { limit: MOVEMENTS } } })),
    refetchInterval: 15_000,
  });

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

export const payoutBatchQuery = (batchId: string) =>
  queryOptions({
    queryKey: ['payout-batch', batchId],
    queryFn: () => answer(api.GET('/api/v1/payout-batches/{batchId}', { params: { path: { batchId } } })),
  });

export const trialBalanceQuery = queryOptions({
  queryKey: ['trial-balance'],
  queryFn: async () => (await answer(api.GET('/api/v1/ledger/trial-balance'))).items,
  refetchInterval: 10_000,
});

export const reconciliationQuery = queryOptions({
  queryKey: ['reconciliation'],
  queryFn: () => answer(api.GET('/api/v1/ledger/reconciliation')),
});
