import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { minutesOf } from '../campaigns/duration';
import { useChannelName } from '../campaigns/usePlanText';
import { shortId } from '../reach/People';
import { useFormat } from '../ui/format';

/** What a denial rests on where no rule decided it, in a sentence. */
export function GroundText({ ground }: { ground: Schemas['Ground'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const version = format.number(ground.version);
  switch (ground.kind) {
    case 'CAMPAIGN':
      return ground.channel
        ? t('ground.notPlanned', { version, channel: nameOf(ground.channel) })
        : t('ground.notRunning', {
          version, status: t(`campaign.status.${ground.status as Schemas['Campaign']['status']}`), from: format.dateTime(ground.startsAt), to: format.dateTime(ground.endsAt),
        });
    case 'AUDIENCE':
      return ground.dataSetId
        ? t('ground.dataSet', { version, dataSet: ground.dataSetId })
        : t('ground.notListed', { version, list: format.number(ground.listVersion) });
    case 'HOLDOUT':
      return t(ground.assignedAt ? 'ground.holdout' : 'ground.holdoutOfAnother', {
        version, percent: format.number(ground.holdoutPercent), bucket: format.number(ground.bucket), time: format.dateTime(ground.assignedAt),
      });
    case 'HOLD':
      return t('ground.hold', { id: shortId(ground.holdId ?? ''), version, since: format.dateTime(ground.since) });
    case 'WITHDRAWAL':
      return t('ground.withdrawal', { since: format.dateTime(ground.since) });
    case 'FEED':
      return ground.behind
        ? t('ground.feed', { feed: ground.feed ?? '', seconds: format.number(Math.round((minutesOf(ground.behind) ?? 0) * 60)) })
        : t('ground.feedNever', { feed: ground.feed ?? '' });
    case 'HISTORY':
      return t('ground.history', { number: format.number(ground.count), bound: format.number(ground.bound) });
    case 'IDENTITY':
      return t('ground.identity', { count: ground.named ?? 0 });
  }
}
