import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { touchesQuery } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCauseText } from './People';

export function TouchesDrawer({ profileId, onClose }: { profileId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={Boolean(profileId)} onClose={onClose} size={460} title={t('touches.title')} destroyOnHidden>
      {profileId && <Touches profileId={profileId} />}
    </Drawer>
  );
}

function Touches({ profileId }: { profileId: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const causeText = useCauseText();
  const touches = useInfiniteQuery(touchesQuery(profileId));
  const all = touches.data?.pages.flatMap((page) => page.items) ?? [];
  const stateText = (state: string) => (i18n.exists(`touches.state.${state}`) ? i18n.t(`touches.state.${state}` as 'touches.state.GRANTED') : state);
  return (
    <>
      <Typography.Paragraph copyable={{ text: profileId }} className="mono small">{profileId}</Typography.Paragraph>
      <p className="muted">{t('touches.lead')}</p>
      {touches.isLoading && <Skeleton active />}
      <ProblemNotice error={touches.error} onRetry={() => void touches.refetch()} />
      {touches.data && all.length === 0 && <p>{t('touches.none')}</p>}
      <Timeline
        items={all.map((touch, index) => ({
          key: touch.touchId ?? index,
          color: touch.heavy ? 'var(--over)' : touch.state === 'EXPIRED' || touch.state === 'RELEASED' ? 'var(--line)' : 'var(--exact)',
          content: (
            <div>
              <strong>{nameOf(touch.channel)}</strong> <span className="muted small">{format.dateTime(touch.occurredAt ?? touch.at)}</span>
              <div className="small">
                {stateText(touch.state)}
                {touch.heavy && <b className="over"> · {t('touches.heavy')}</b>}
                {touch.cause && ` · ${causeText(touch.cause)}`}
              </div>
            </div>
          ),
        }))}
      />
      <More pages={touches} shown={all.length} />
    </>
  );
}
