import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Input, Table } from 'antd';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { CAMPAIGN_STATUSES, campaignsQuery, type CampaignStatus } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { CampaignStatusChip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { PlanSummary } from './PlanSummary';

type Campaign = Schemas['Campaign'];

export function CampaignsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const [status, setStatus] = useUrlState('status');
  const [search, setSearch] = useUrlState('q');
  const wantedStatus = CAMPAIGN_STATUSES.find((known) => known === status) as CampaignStatus | undefined;
  const campaigns = useInfiniteQuery({ ...campaignsQuery(wantedStatus, useDeferredValue(search)), placeholderData: keepPreviousData });
  const shown = campaigns.data?.pages.flatMap((page) => page.items) ?? [];
  const nothingYet = campaigns.data && shown.length === 0 && !wantedStatus && !search;
  const create = can('campaign:write') && (
    <Link to="/campaigns/new"><Button type="primary" icon={<PlusOutlined aria-hidden />}>{t('campaign.new')}</Button></Link>
  );

  return (
    <>
      <PageHeader title={t('campaign.title')} lead={t('campaign.lead')} actions={create} />
      <ProblemNotice error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      {nothingYet && <EmptyState title={t('campaign.emptyTitle')} action={create}>{t('campaign.empty')}</EmptyState>}
      {!nothingYet && !campaigns.isLoadingError && (
        <section className="panel">
          <div className="filters">
            <FilterBar
              label={t('campaign.filter')}
              value={wantedStatus}
              onChange={setStatus}
              options={[
                { value: undefined, label: t('common.all') },
                ...CAMPAIGN_STATUSES.map((value) => ({ value, label: t(`campaign.status.${value}`) })),
              ]}
            />
            <Input
              className="filter"
              prefix={<SearchOutlined aria-hidden />}
              allowClear
              placeholder={t('campaign.search')}
              aria-label={t('campaign.search')}
              value={search ?? ''}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <Table<Campaign>
            rowKey="campaignId"
            loading={campaigns.isLoading}
            dataSource={shown}
            pagination={false}
            columns={[
              {
                title: t('campaign.name'),
                key: 'name',
                render: (_, campaign) => (
                  <>
                    <Link className="row-title" to={`/campaigns/${campaign.campaignId}`}>{campaign.name}</Link>
                    <div className="muted small">{format.date(campaign.startsAt)} – {format.date(campaign.endsAt)}</div>
                    <div className="only-phone"><CampaignStatusChip status={campaign.status} /></div>
                  </>
                ),
              },
              { title: t('campaign.statusLabel'), key: 'status', responsive: ['md'], render: (_, campaign) => <CampaignStatusChip status={campaign.status} /> },
              { title: t('campaign.plan'), key: 'plan', responsive: ['md'], render: (_, campaign) => <PlanSummary plan={campaign.plan} /> },
              {
                title: <span className="sr-only">{t('reach.title')}</span>,
                key: 'reach',
                align: 'right',
                render: (_, campaign) => <Link to={`/campaigns/${campaign.campaignId}/reach`}>{t('reach.title')}</Link>,
              },
            ]}
            locale={{ emptyText: t('campaign.noneMatch') }}
          />
          <More pages={campaigns} shown={shown.length} />
        </section>
      )}
    </>
  );
}
