import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { Schemas } from '../api/client';
import { heavyOfPersonQuery, touchesQuery } from '../api/queries';
import { CampaignName } from '../campaigns/CampaignName';
import { useChannelName } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { PLATFORM, useCauseText } from './People';
import { planRowKeys } from './planRows';
import { aboveOf } from './touches';

type Touch = Schemas['Touch'];

const COLOURS: Record<Touch['state'], string> = {
  CONFIRMED: 'var(--exact)', GRANTED: 'var(--under)', UNGRANTED: 'var(--over)', EXPIRED: 'var(--muted)', RELEASED: 'var(--muted)',
};

interface Props {
  profileId: string | undefined;
  /** Touches above the plan of this campaign are marked. */
  campaign?: Schemas['Campaign'];
  onClose: () => void;
}

export function TouchesDrawer({ profileId, campaign, onClose }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const profile = `/identity/profiles/${profileId}`;
  const elsewhere = useLocation().pathname !== profile;
  return (
    <Drawer
      open={Boolean(profileId)}
      onClose={onClose}
      size={500}
      title={t('touches.title')}
      extra={elsewhere && can('identity:read') && <Link to={profile}>{t('touches.toProfile')}</Link>}
      destroyOnHidden
    >
      {profileId && <Touches profileId={profileId} campaign={campaign} />}
    </Drawer>
  );
}

function Touches({ profileId, campaign }: { profileId: string; campaign: Schemas['Campaign'] | undefined }) {
  const { t } = useTranslation();
  const touches = useInfiniteQuery(touchesQuery(profileId));
  const all = touches.data?.pages.flatMap((page) => page.items) ?? [];
  const above = useAbove(profileId, campaign, all);
  return (
    <>
      <Typography.Paragraph copyable={{ text: profileId }} className="mono small">{profileId}</Typography.Paragraph>
      <p className="muted">{t('touches.lead')}</p>
      {touches.isLoading && <Skeleton active />}
      <ProblemNotice error={touches.error} onRetry={() => void touches.refetch()} />
      {touches.data && all.length === 0 && <p>{t('touches.none')}</p>}
      <Timeline items={all.map((touch) => ({ key: touch.touchId, color: COLOURS[touch.state], content: <TouchText touch={touch} above={above.get(touch.touchId)} /> }))} />
      <More pages={touches} shown={all.length} />
    </>
  );
}

/** Why each touch above the campaign's plan could happen, asked for only on channels on which it touched this person. */
function useAbove(profileId: string, campaign: Schemas['Campaign'] | undefined, touches: Touch[]): Map<string, string> {
  const channels = new Set(touches.filter((touch) => touch.campaignId === campaign?.campaignId).map((touch) => touch.channel));
  const rows = campaign ? planRowKeys(campaign.plan).filter((row) => channels.has(row.channel)) : [];
  const heavy = useQueries({ queries: rows.map((row) => heavyOfPersonQuery(campaign?.campaignId ?? '', row, profileId)) });
  return aboveOf(heavy.map((answer) => answer.data));
}

function TouchText({ touch, above }: { touch: Touch; above: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const nameOf = useChannelName();
  const causeText = useCauseText();
  const details = [t(`touches.state.${touch.state}`), ...touch.causes.filter((cause) => cause !== 'NEVER_GRANTED').map(causeText)];
  return (
    <div>
      <strong>{nameOf(touch.channel)}</strong> <span className="muted small">{format.moment(touch.occurredAt)}</span>
      <div className="small">{[...details, ...(touch.partner === PLATFORM ? [] : [touch.partner])].join(' · ')}</div>
      {above && <div className="small over">{t('touches.above', { cause: causeText(above) })}</div>}
      <div className="small touch-links">
        <CampaignName campaignId={touch.campaignId} />
        {touch.importId && <Link to={`/imports/${touch.importId}`}>{t('import.one')}</Link>}
        {touch.state !== 'UNGRANTED' && can('decision:explain') && <Link to={`/explanations?touch=${touch.touchId}`}>{t('touches.why')}</Link>}
      </div>
    </div>
  );
}
