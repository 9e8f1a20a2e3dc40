import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Lookup } from '../explanations/lookup';
import { answer, api, type Schemas } from './client';

export type CampaignStatus = Schemas['Campaign']['status'];
export const CAMPAIGN_STATUSES: CampaignStatus[] = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'ACTIVE', 'PAUSED', 'COMPLETED'];
export type HoldState = Schemas['Hold']['state'];

const PAGE = 50;
const MOST = 500;

interface PageOf<T> {
  items: T[];
  nextCursor?: string | null;
}

/** Cursor pages, read one after the other as the person asks for more. */
export function pages<T>(key: readonly unknown[], read: (query: { cursor?: string; limit: number }) => Promise<PageOf<T>>, limit = PAGE) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => read({ ...(pageParam ? { cursor: pageParam } : {}), limit }),
    initialPageParam: '',
    getNextPageParam: (last: PageOf<T>) => last.nextCursor || undefined,
  });
}

/** Every page of a list, one after the other: for what is summed, where a part of it would be a wrong sum. */
export async function everyPage<T>(read: (query: { cursor?: string; limit: number }) => Promise<PageOf<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page: PageOf<T> = await read({ ...(cursor ? { cursor } : {}), limit: MOST });
    items.push(...page.items);
    cursor = page.nextCursor || undefined;
  } while (cursor);
  return items;
}

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async () => {
    const response = await fetch('/api/v1/status', { headers: { Accept: 'application/json' } });
    return (await response.json()) as Schemas['PlatformStatus'];
  },
  refetchInterval: 15_000,
});

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => answer(api.GET('/api/v1/me')), staleTime: 60_000 });

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async () => (await answer(api.GET('/api/v1/channels', { params: { query: { limit: MOST } } }))).items,
  staleTime: 30_000,
});

export const confirmDelaysQuery = queryOptions({
  queryKey: ['confirm-delays'],
  queryFn: async () => (await answer(api.GET('/api/v1/confirm-delays', { params: { query: { limit: MOST } } }))).items,
  staleTime: 30_000,
});

export const ceilingsQuery = queryOptions({
  queryKey: ['ceilings'],
  queryFn: async () => (await answer(api.GET('/api/v1/ceilings', { params: { query: { limit: MOST } } }))).items,
});

export const askLimitsQuery = queryOptions({
  queryKey: ['ask-limits'],
  queryFn: async () => (await answer(api.GET('/api/v1/ask-limits', { params: { query: { limit: MOST } } }))).items,
});

export const quietHoursQuery = queryOptions({
  queryKey: ['quiet-hours'],
  queryFn: async () => (await answer(api.GET('/api/v1/quiet-hours', { params: { query: { limit: MOST } } }))).items,
});

export const campaignsQuery = (status?: CampaignStatus, q?: string) =>
  pages(['campaigns', { status, q }], (query) =>
    answer(api.GET('/api/v1/campaigns', { params: { query: { ...query, ...(status ? { status } : {}), ...(q ? { q } : {}) } } })));

export const campaignQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['campaign', campaignId],
    queryFn: () => answer(api.GET('/api/v1/campaigns/{campaignId}', { params: { path: { campaignId } } })),
  });

export const holdsQuery = (state?: HoldState) =>
  pages(['holds', { state }], (query) =>
    answer(api.GET('/api/v1/holds', { params: { query: { ...query, ...(state ? { state } : {}) } } })));

export const reachQuery = (campaignId: string, refreshMillis: number | false) =>
  queryOptions({
    queryKey: ['reach', campaignId],
    queryFn: () => answer(api.GET('/api/v1/campaigns/{campaignId}/reach', { params: { path: { campaignId } } })),
    refetchInterval: refreshMillis,
    placeholderData: (previous) => previous,
  });

/** One row of a campaign's plan: where a channel has several, `row` counts them from 0. */
export interface PlanRowKey {
  channel: string;
  row: number;
}

export const heavyQuery = (campaignId: string, of: PlanRowKey) =>
  pages(['heavy', campaignId, of], (query) =>
    answer(api.GET('/api/v1/campaigns/{campaignId}/heavy', { params: { path: { campaignId }, query: { ...query, ...of } } })));

/** One person's touches above plan. */
export const heavyOfPersonQuery = (campaignId: string, of: PlanRowKey, profileId: string) =>
  queryOptions({
    queryKey: ['heavy', campaignId, of, profileId],
    queryFn: async () => (await answer(api.GET('/api/v1/campaigns/{campaignId}/heavy', { params: { path: { campaignId }, query: { ...of, profileId, limit: MOST } } }))).items,
  });

/** A bar of a histogram: of the windows that have ended, or of the one that is running. */
export interface BarKey {
  exposures: number;
  orMore: boolean;
  open: boolean;
}

export const barQuery = (campaignId: string, of: PlanRowKey, bar: BarKey) =>
  pages(['customers', campaignId, of, bar], (query) =>
    answer(api.GET('/api/v1/campaigns/{campaignId}/customers', { params: { path: { campaignId }, query: { ...query, ...of, ...bar } } })));

/** Who is apart from the customers as automated traffic. */
export const automatedQuery = (campaignId: string) =>
  pages(['automated', campaignId], (query) =>
    answer(api.GET('/api/v1/campaigns/{campaignId}/automated', { params: { path: { campaignId }, query } })));

/** @param savable only those who can still be saved, or everybody below plan */
export const leakageQuery = (campaignId: string, of: PlanRowKey, savable: boolean) =>
  pages(['leakage', campaignId, of, savable], (query) =>
    answer(api.GET('/api/v1/campaigns/{campaignId}/leakage', { params: { path: { campaignId }, query: { ...query, ...leakageOf(of, savable) } } })));

/** What a list of leakage is of, in pages and as a file alike. */
export function leakageOf(of: PlanRowKey, savable: boolean): PlanRowKey & { savable?: true } {
  return savable ? { ...of, savable } : of;
}

export const touchesQuery = (profileId: string) =>
  pages(['touches', profileId], (query) =>
    answer(api.GET('/api/v1/profiles/{profileId}/touches', { params: { path: { profileId }, query } })));

/** What the touches of somebody are counted for at most: the newest of them. */
export const TOUCHES_COUNTED = 2_000;
/** So much evidence of one person is read at once: more is no page that somebody waits for. */
const EVIDENCE_READ = 5_000;

/** The newest touches of one person, all at once. */
export const newestTouchesQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['touches', profileId, 'newest'],
    queryFn: async () => {
      const touches: Schemas['Touch'][] = [];
      let cursor: string | null | undefined;
      do {
        const page: Schemas['TouchPage'] = await answer(api.GET('/api/v1/profiles/{profileId}/touches', { params: { path: { profileId }, query: { limit: MOST, ...(cursor ? { cursor } : {}) } } }));
        touches.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor && touches.length < TOUCHES_COUNTED);
      return { touches, more: Boolean(cursor) };
    },
  });

export type Purpose = Schemas['Purpose'];

export const profileQuery = (profileId: string, purpose: Purpose = 'ADS') =>
  queryOptions({
    queryKey: ['profile', profileId, purpose],
    queryFn: () => answer(api.GET('/api/v1/identity/profiles/{id}', { params: { path: { id: profileId }, query: { purpose } } })),
    staleTime: 30_000,
  });

export const evidenceQuery = (profileId: string, purpose: Purpose) =>
  pages(['profile', profileId, purpose, 'evidence'], (query) =>
    answer(api.GET('/api/v1/identity/profiles/{id}/evidence', { params: { path: { id: profileId }, query: { ...query, purpose } } })));

/** The newest evidence of a person in one piece: all of it, but of those of whom very much is known. */
export const newestEvidenceQuery = (profileId: string, purpose: Purpose) =>
  queryOptions({
    queryKey: ['profile', profileId, purpose, 'evidence', 'newest'],
    queryFn: async () => {
      const rows: Schemas['Evidence'][] = [];
      let cursor: string | null | undefined;
      do {
        const page: Schemas['EvidencePage'] = await answer(api.GET('/api/v1/identity/profiles/{id}/evidence', { params: { path: { id: profileId }, query: { purpose, limit: MOST, ...(cursor ? { cursor } : {}) } } }));
        rows.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor && rows.length < EVIDENCE_READ);
      return rows;
    },
  });

/** Why, or why not, two identifiers are one person's; each is named by its hash. */
export const whyQuery = (a: string, b: string, purpose: Purpose) =>
  queryOptions({
    queryKey: ['why', a, b, purpose],
    queryFn: () => answer(api.POST('/api/v1/identity/explanations', { body: { a: { hash: a }, b: { hash: b }, purpose } })),
  });

export const identityRulesQuery = queryOptions({
  queryKey: ['identity-rules'],
  queryFn: () => answer(api.GET('/api/v1/identity/rules')),
  refetchInterval: ({ state }) => (state.data?.job?.status === 'RUNNING' ? 700 : false),
});

export const ruleVersionsQuery = queryOptions({
  queryKey: ['identity-rules', 'versions'],
  queryFn: async () => (await answer(api.GET('/api/v1/identity/rules/versions'))).items,
});

/** What the rules of one version said; no version ever changes. */
export const ruleVersionQuery = (version: number) =>
  queryOptions({
    queryKey: ['rule-version', version],
    queryFn: () => answer(api.GET('/api/v1/identity/rules/versions/{version}', { params: { path: { version } } })),
    staleTime: Infinity,
  });

/** What a dry run answers: what rules would change, or the job that finds it out. */
export type DryRunAnswer = Schemas['RuleDiff'] | Schemas['RulePreview'];

/** What rules would change; nothing is changed. */
export const rulesPreviewQuery = (rules: Schemas['RulesDefinition']) =>
  queryOptions({
    queryKey: ['identity-rules', 'preview', rules],
    queryFn: () => answer(api.PUT('/api/v1/identity/rules', { params: { query: { dryRun: true } }, body: rules })) as Promise<DryRunAnswer>,
    refetchOnWindowFocus: false,
    retry: false,
  });

export const restorePreviewQuery = (version: number) =>
  queryOptions({
    queryKey: ['identity-rules', 'preview', version],
    queryFn: () => answer(api.POST('/api/v1/identity/rules/{version}:restore', { params: { path: { version }, query: { dryRun: true } } })) as Promise<DryRunAnswer>,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** How far the job of a dry run is. */
export const rulePreviewQuery = (previewId: string) =>
  queryOptions({
    queryKey: ['rule-previews', previewId],
    queryFn: () => answer(api.GET('/api/v1/identity/rules/previews/{previewId}', { params: { path: { previewId } } })),
    refetchInterval: ({ state }) => (isOver(state.data?.job.status) ? false : 700),
  });

export const linkageRunsQuery = pages(['linkage-runs'], (query) => answer(api.GET('/api/v1/identity/linkage-runs', { params: { query } })));

export const linkageRunQuery = (runId: string) =>
  queryOptions({
    queryKey: ['linkage-runs', runId],
    queryFn: () => answer(api.GET('/api/v1/identity/linkage-runs/{runId}', { params: { path: { runId } } })),
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : 1_000),
  });

export type PairState = Schemas['LinkagePair']['state'];

export const linkagePairsQuery = (runId: string, state: PairState) =>
  pages(['linkage-runs', runId, 'pairs', state], (query) =>
    answer(api.GET('/api/v1/identity/linkage-runs/{runId}/pairs', { params: { path: { runId }, query: { ...query, state } } })), 20);

export const quarantineQuery = pages(['quarantine'], (query) => answer(api.GET('/api/v1/identity/quarantine', { params: { query } })));

export const releasesQuery = pages(['releases'], (query) => answer(api.GET('/api/v1/identity/quarantine/releases', { params: { query } })));

export const clustersQuery = (purpose: Purpose) =>
  queryOptions({
    queryKey: ['clusters', purpose],
    queryFn: () => answer(api.GET('/api/v1/identity/clusters', { params: { query: { purpose } } })),
  });

export const explanationQuery = (lookup: Lookup) =>
  queryOptions({ queryKey: ['explanation', lookup], queryFn: () => explain(lookup) });

function explain(lookup: Lookup): Promise<Schemas['Explanation']> {
  switch (lookup.by) {
    case 'grant':
      return answer(api.GET('/api/v1/decisions/{grantId}/explanation', { params: { path: { grantId: lookup.grantId } } }));
    case 'request': {
      const { requestId, partnerId } = lookup;
      return answer(api.GET('/api/v1/decisions/explanation', { params: { query: { requestId, ...(partnerId ? { partnerId } : {}) } } }));
    }
    case 'touch':
      return answer(api.GET('/api/v1/decisions/explanation', { params: { query: { touchId: lookup.touchId } } }));
  }
}

export const importsQuery = pages(['imports'], (query) => answer(api.GET('/api/v1/imports', { params: { query } })));

export const importQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['import', jobId],
    queryFn: () => answer(api.GET('/api/v1/imports/{jobId}', { params: { path: { jobId } } })),
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : 700),
  });

export const rejectionsQuery = (jobId: string) =>
  pages(['rejections', jobId], (query) =>
    answer(api.GET('/api/v1/imports/{jobId}/rejections', { params: { path: { jobId }, query } })));

export const simulationQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['simulation', jobId],
    queryFn: () => answer(api.GET('/api/v1/simulations/{jobId}', { params: { path: { jobId } } })),
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : 700),
  });

export const usersQuery = pages(['users'], (query) => answer(api.GET('/api/v1/users', { params: { query } })));
export const clientsQuery = pages(['clients'], (query) => answer(api.GET('/api/v1/clients', { params: { query } })));

export function isOver(status: string | undefined): boolean {
  return status === 'COMPLETED' || status === 'FAILED';
}
