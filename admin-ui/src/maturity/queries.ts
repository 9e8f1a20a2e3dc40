import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { ApiProblem } from '../api/problem';

export const stageRulesQuery = queryOptions({
  queryKey: ['maturity', 'rules'],
  queryFn: () => answer(api.GET('/api/v1/maturity/rules')),
});

/** Everybody is counted for each answer. */
const dear = { refetchOnWindowFocus: false, retry: false } as const;

export const stageCountsQuery = queryOptions({
  queryKey: ['maturity', 'counts'],
  queryFn: () => answer(api.GET('/api/v1/maturity')),
  ...dear,
});

export const stageFlowQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['maturity', 'flow', from, to],
    queryFn: () => answer(api.GET('/api/v1/maturity/flow', { params: { query: { from, to } } })),
    ...dear,
  });

/** The stage of one person; null where nothing that decides it is known of them. */
export const stageOfQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['maturity', 'profile', profileId],
    queryFn: () =>
      answer(api.GET('/api/v1/profiles/{profileId}/maturity', { params: { path: { profileId } } })).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 404) {
          return null;
        }
        throw error;
      }),
  });
