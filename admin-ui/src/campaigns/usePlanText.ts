import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { channelsQuery } from '../api/queries';
import { rollingOf } from './duration';

/** How a window is said in a sentence: "in any 7 days". */
export function useWindowText(): (window: Schemas['Window'] | undefined) => string {
  const { t } = useTranslation();
  return (window) => {
    switch (window?.kind) {
      case undefined:
        return '';
      case 'CAMPAIGN':
        return t('window.CAMPAIGN');
      case 'ROLLING': {
        const { count, unit } = rollingOf(window.duration);
        return t(`window.ROLLING_${unit}`, { count });
      }
      case 'CALENDAR':
        return t(`window.CALENDAR_${window.unit}`, { zone: window.zone });
    }
  };
}

/** The name of a channel where it is known, else its id. */
export function useChannelName(): (channelId: string) => string {
  const { data } = useQuery(channelsQuery);
  return (channelId) => data?.find((channel) => channel.channelId === channelId)?.name ?? channelId;
}
