import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useParams } from 'react-router';
import { campaignQuery } from '../api/queries';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { CampaignStatusChip } from '../ui/Status';
import { CampaignActions } from './CampaignActions';
import { isOverdue } from './lifecycle';

/** What all pages of one campaign share: its name, where it stands, what can be done with it. */
export function CampaignFrame() {
  const { t } = useTranslation();
  const format = useFormat();
  const { campaignId = '' } = useParams();
  const campaign = useQuery(campaignQuery(campaignId));
  const back = { to: '/campaigns', label: t('campaign.title') };
  if (!campaign.data) {
    return (
      <>
        <PageHeader title={t('campaign.one')} back={back} />
        {campaign.isLoading ? <Skeleton active /> : <ProblemNotice error={campaign.error} onRetry={() => void campaign.refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        back={back}
        title={campaign.data.name}
        mark={<CampaignStatusChip status={campaign.data.status} />}
        lead={`${format.dateTime(campaign.data.startsAt)} – ${format.dateTime(campaign.data.endsAt)}`}
        actions={<CampaignActions campaign={campaign.data} />}
      />
      <nav className="subnav" aria-label={t('campaign.pages')}>
        <NavLink to={`/campaigns/${campaignId}`} end>{t('campaign.plan')}</NavLink>
        <NavLink to={`/campaigns/${campaignId}/reach`}>{t('reach.title')}</NavLink>
      </nav>
      {isOverdue(campaign.data, campaign.dataUpdatedAt) && (
        <Alert className="gap" type="info" showIcon title={t('campaign.flightOver', { time: format.dateTime(campaign.data.endsAt) })} description={t('campaign.flightOverHint')} />
      )}
      <Outlet context={campaign.data} />
    </>
  );
}
