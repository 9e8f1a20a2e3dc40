import { ArrowRightOutlined, CheckCircleFilled } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { campaignsQuery, channelsQuery, holdsQuery, importsQuery, statusQuery } from '../api/queries';
import { isOverdue } from '../campaigns/lifecycle';
import { PlanSummary } from '../campaigns/PlanSummary';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { PlanPicture } from '../ui/PlanPicture';
import { ProblemNotice } from '../ui/ProblemNotice';
import { CampaignStatusChip } from '../ui/Status';
import { useCan } from '../ui/useCan';

export function HomePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const channels = useQuery(channelsQuery);
  const campaigns = useInfiniteQuery(campaignsQuery());
  const holds = useInfiniteQuery({ ...holdsQuery('OPEN'), enabled: can('governance:read') });
  const imports = useInfiniteQuery({ ...importsQuery, enabled: can('import:read') });

  const all = campaigns.data?.pages.flatMap((page) => page.items) ?? [];
  const active = all.filter((campaign) => campaign.status === 'ACTIVE');
  const waiting = all.filter((campaign) => campaign.status === 'IN_REVIEW');
  const openHolds = holds.data?.pages.flatMap((page) => page.items) ?? [];
  const more = campaigns.hasNextPage ? '+' : '';

  return (
    <>
      <PageHeader
        title={t('home.title')}
        lead={t('home.lead')}
        actions={can('campaign:write') && <Link to="/campaigns/new"><Button type="primary">{t('campaign.new')}</Button></Link>}
      />
      <div className="figures">
        <Figure label={t('home.active')} value={campaigns.data && format.number(active.length) + more} to="/campaigns?status=ACTIVE" />
        <Figure label={t('home.waiting')} value={campaigns.data && format.number(waiting.length) + more} to="/campaigns?status=IN_REVIEW" />
        {can('governance:read') && (
          <Figure
            label={t('home.holds')}
            value={holds.data && format.number(openHolds.length) + (holds.hasNextPage ? '+' : '')}
            to="/holds?state=OPEN"
            tone={openHolds.length > 0 ? 'over' : undefined}
          />
        )}
        <Health />
      </div>
      <div className="home-columns">
        <div>
        <section className="panel" aria-labelledby="home-running">
          <h2 id="home-running">{t('home.running')}</h2>
          {campaigns.isLoading && <Skeleton active paragraph={{ rows: 4 }} />}
          <ProblemNotice error={campaigns.error} onRetry={() => void campaigns.refetch()} />
          {campaigns.data && active.length === 0 && <p className="muted">{t('home.noneRunning')}</p>}
          <ul className="rows">
            {active.slice(0, 6).map((campaign) => (
              <li key={campaign.campaignId}>
                <div>
                  <Link className="row-title" to={`/campaigns/${campaign.campaignId}`}>{campaign.name}</Link>
                  <div className="muted small">
                    {format.date(campaign.startsAt)} – {format.date(campaign.endsAt)}
                    {isOverdue(campaign, campaigns.dataUpdatedAt) && ` · ${t('campaign.toBeCompleted')}`}
                  </div>
                  <PlanSummary plan={campaign.plan} />
                </div>
                <Link className="go" to={`/campaigns/${campaign.campaignId}/reach`}>{t('reach.title')} <ArrowRightOutlined aria-hidden /></Link>
              </li>
            ))}
          </ul>
          {waiting.length > 0 && (
            <>
              <h3>{t('home.waitingTitle')}</h3>
              <ul className="rows">
                {waiting.slice(0, 4).map((campaign) => (
                  <li key={campaign.campaignId}>
                    <Link className="row-title" to={`/campaigns/${campaign.campaignId}`}>{campaign.name}</Link>
                    <CampaignStatusChip status={campaign.status} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
        <section className="panel" aria-labelledby="home-counted">
          <h2 id="home-counted">{t('home.counted')}</h2>
          <p className="muted">{t('home.countedText')}</p>
          <PlanPicture />
        </section>
        </div>
        <section className="panel" aria-labelledby="home-steps">
          <h2 id="home-steps">{t('home.steps')}</h2>
          <ol className="steps">
            <Step done={(channels.data?.length ?? 0) > 0} to="/channels" title={t('home.step1')}>{t('home.step1Hint')}</Step>
            <Step done={all.length > 0} to="/campaigns/new" title={t('home.step2')}>{t('home.step2Hint')}</Step>
            <Step done={(imports.data?.pages[0]?.items.length ?? 0) > 0} to="/imports/new" title={t('home.step3')}>{t('home.step3Hint')}</Step>
            <Step done={false} to={active[0] ? `/campaigns/${active[0].campaignId}/reach` : '/campaigns'} title={t('home.step4')}>{t('home.step4Hint')}</Step>
          </ol>
        </section>
      </div>
    </>
  );
}

function Figure({ label, value, to, tone }: { label: string; value: string | undefined; to: string; tone?: 'over' | undefined }) {
  return (
    <Link className="figure-card" to={to}>
      <span className="figure-label">{label}</span>
      <span className={`figure-value ${tone ?? ''}`}>{value ?? '…'}</span>
    </Link>
  );
}

function Health() {
  const { t } = useTranslation();
  const { data, isError } = useQuery(statusQuery);
  const ready = data?.status === 'READY';
  return (
    <div className="figure-card health" role="status">
      <span className="figure-label">{t('home.platform')}</span>
      <span className="health-state">{data || isError ? (ready ? t('home.ready') : t('home.notReady')) : '…'}</span>
      <ul>
        {Object.entries(data?.services ?? {}).map(([name, state]) => (
          <li key={name} className={state === 'UP' ? 'up' : 'down'}>
            <i aria-hidden="true" />{name}{state === 'UP' ? <span className="sr-only"> {t('home.up')}</span> : ` · ${t('home.down')}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Step({ done, to, title, children }: { done: boolean; to: string; title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className={done ? 'done' : ''}>
      <Link to={to}>{title}</Link>{done && <CheckCircleFilled className="tick" aria-label={t('home.done')} />}
      <p>{children}</p>
    </li>
  );
}
