import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { confirmDelaysQuery } from '../api/queries';
import { minutesOf } from '../campaigns/duration';
import { useChannelName } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { useCan } from '../ui/useCan';
import { lateOnes } from './lateConfirms';

/** Warns of channels whose grants expire before their exposures come; of all, or of those that are named. */
export function LateConfirms({ channels }: { channels?: string[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const delays = useQuery({ ...confirmDelaysQuery, enabled: can('reach:read') });
  const late = lateOnes(delays.data ?? [], channels);
  if (late.length === 0) {
    return null;
  }
  return (
    <Alert
      className="gap"
      type="warning"
      showIcon
      title={t('channel.late')}
      description={<><ul className="plain-list">{late.map((delay) => <LateLine key={delay.channel} delay={delay} />)}</ul>{t('channel.lateHint')}</>}
    />
  );
}

function LateLine({ delay }: { delay: Schemas['ConfirmDelay'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const minutes = (duration: string) => t('channel.minutes', { count: Number((minutesOf(duration) ?? 0).toFixed(1)) });
  return <li>{t('channel.lateOne', { channel: nameOf(delay.channel), p99: minutes(delay.p99), ttl: minutes(delay.grantTtl), confirms: format.number(delay.confirms) })}</li>;
}
