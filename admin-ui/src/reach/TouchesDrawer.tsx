import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { touchesQuery } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCauseText } from './People';

const COLOURS: Record<Schemas['Touch']['state'], string> = {
  CONFIRMED: 'var(--exact)', GRANTED: 'var(--under)', UNGRANTED: 'var(--over)', EXPIRED: 'var(--muted)', RELEASED: 'var(--muted)',
};

export function TouchesDrawer({ profileId, onClose }: { profileId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={Boolean(profileId)} onClose={onClose} size={460} title={t('touches.title')} destroyOnHidden>
      {profileId && <Touches profileId={profileId} />}
    </Drawer>
  );
}

function Touches({ profileId }: { profileId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const causeText = useCauseText();
  const touches = useInfiniteQuery(touchesQuery(profileId));
  const all = touches.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Typography.Paragraph copyable={{ text: profileId }} className="mono small">{profileId}</Typography.Paragraph>
      <p className="muted">{t('touches.lead')}</p>
      {touches.isLoading && <Skeleton active />}
      <ProblemNotice error={touches.error} onRetry={() => void touches.refetch()} />
      {touches.data && all.length === 0 && <p>{t('touches.none')}</p>}
      <Timeline
        items={all.map((touch) => ({
          key: touch.touchId,
          color: COLOURS[touch.state],
          content: (
            <div>
              <strong>{nameOf(touch.channel)}</strong> <span className="muted small">{format.dateTime(touch.occurredAt)}</span>
              <div className="small">
                {[t(`touches.state.${touch.state}`), ...touch.causes.filter((cause) => cause !== 'NEVER_GRANTED').map(causeText)].join(' · ')}
                {touch.importId && <> · <Link to={`/imports/${touch.importId}`}>{t('import.one')}</Link></>}
              </div>
            </div>
          ),
        }))}
      />
      <More pages={touches} shown={all.length} />
    </>
  );
}
