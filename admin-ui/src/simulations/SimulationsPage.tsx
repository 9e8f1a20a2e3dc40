import { useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { Radio, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { campaignQuery, importQuery, importsQuery, simulationQuery } from '../api/queries';
import { CampaignSelect } from '../governance/CampaignSelect';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { Comparison } from './Comparison';
import { firstPlans, planValuesOf, requestsOf, runsNamed, type PlanValues, type Source } from './plans';
import { PlansForm } from './PlansForm';

type SourceKind = 'campaign' | 'import';

/** Several plans tried on what was shown, side by side; the address names the runs, so that it brings them back. */
export function SimulationsPage() {
  const { t } = useTranslation();
  const [campaignId] = useUrlState('campaign');
  const [importId] = useUrlState('import');
  const job = useQuery({ ...importQuery(importId ?? ''), enabled: Boolean(importId) });
  const campaign = useQuery({ ...campaignQuery(campaignId ?? job.data?.campaignId ?? ''), enabled: Boolean(campaignId ?? job.data) });
  const source = campaignId ? { campaignId } : importId ? { importId } : undefined;
  return (
    <>
      <PageHeader title={t('simulation.title')} lead={t('simulation.lead')} />
      <SourceChoice campaignId={campaignId} importId={importId} />
      {!source && <EmptyState title={t('simulation.startTitle')}>{t('simulation.start')}</EmptyState>}
      <ProblemNotice error={job.error ?? campaign.error} onRetry={() => void (job.isError ? job.refetch() : campaign.refetch())} />
      {source && campaign.data && <Plans key={campaignId ?? importId} source={source} campaign={campaign.data} />}
      {source && (job.isLoading || campaign.isLoading) && <Skeleton active />}
    </>
  );
}

function SourceChoice({ campaignId, importId }: { campaignId: string | undefined; importId: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const change = useUrlChanges();
  const [kind, setKind] = useState<SourceKind>(importId ? 'import' : 'campaign');
  const imports = useInfiniteQuery({ ...importsQuery, enabled: kind === 'import' });
  const jobs = imports.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel simulation-source" aria-label={t('simulation.source')}>
      <Radio.Group
        optionType="button"
        value={kind}
        onChange={(event) => setKind(event.target.value as SourceKind)}
        options={(['campaign', 'import'] as const).map((value) => ({ value, label: t(`simulation.sources.${value}`) }))}
      />
      {kind === 'campaign'
        ? (
            <>
              <label className="sr-only" htmlFor="simulation-campaign">{t('governance.chooseCampaign')}</label>
              <CampaignSelect id="simulation-campaign" {...(campaignId ? { value: campaignId } : {})} onChange={(campaign) => change({ campaign, import: undefined, run: undefined })} />
            </>
          )
        : (
            <Select
              aria-label={t('simulation.chooseImport')}
              placeholder={t('simulation.chooseImport')}
              value={importId ?? null}
              loading={imports.isFetching}
              onChange={(chosen) => change({ import: chosen ?? undefined, campaign: undefined, run: undefined })}
              options={jobs.map((each) => ({ value: each.jobId, label: `${each.fileName} · ${format.dateTime(each.createdAt)}` }))}
            />
          )}
      <p className="muted small">{t(`simulation.sourceHints.${kind}`)}</p>
    </section>
  );
}

function Plans({ source, campaign }: { source: Source; campaign: Schemas['Campaign'] }) {
  const [run, setRun] = useUrlState('run');
  const runs = runsNamed(run);
  const simulations = useQueries({ queries: runs.map((jobId) => simulationQuery(jobId)) });
  const start = useMutation({
    mutationFn: (plans: PlanValues[]) => Promise.all(requestsOf(source, plans).map((body) => answer(api.POST('/api/v1/simulations', { body })))),
    onSuccess: (jobs) => setRun(jobs.map((job) => job.jobId).join(',')),
  });
  // The form begins with the plans of the runs in the address; what is run from it later is in it already.
  const [began] = useState(runs.length > 0);
  if (began && simulations.some((simulation) => simulation.isLoading) && !start.isSuccess) {
    return <Skeleton active />;
  }
  const tried = simulations.flatMap((simulation) => (simulation.data ? [planValuesOf(simulation.data.plan)] : []));
  return (
    <>
      <PlansForm initial={began && tried.length > 0 ? tried : firstPlans(campaign.plan)} running={start.isPending} onRun={(plans) => start.mutate(plans)} />
      <ProblemNotice error={start.error ?? simulations.find((simulation) => simulation.error)?.error} />
      {runs.length > 0 && <Comparison simulations={simulations.map((simulation) => simulation.data)} />}
    </>
  );
}
