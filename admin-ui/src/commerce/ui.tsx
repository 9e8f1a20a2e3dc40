import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import type { GuideStatus } from './guideLife';
import { moneyText } from './money';
import type { ItemStatus } from './payouts';
import { guideQuery } from './queries';

type Tone = Parameters<typeof Chip>[0]['tone'];

const GUIDE_TONES: Record<GuideStatus, Tone> = {
  DRAFT: 'quiet', SUBMITTED: 'wait', IN_REVIEW: 'wait', RESUBMIT: 'warn', REJECTED: 'stop', EXPIRED: 'stop',
  ACTIVE: 'live', SUSPENDED: 'warn', DORMANT: 'ready', BANNED: 'stop', CLOSING: 'wait', CLOSED: 'stop',
};
const ITEM_TONES: Record<ItemStatus, Tone> = {
  DRAFT: 'quiet', APPROVED: 'ready', SUBMITTED: 'wait', ACCEPTED: 'wait', UNKNOWN: 'warn', SETTLED: 'live', RETURNED: 'warn', REJECTED: 'warn', CANCELLED: 'stop',
};

export function GuideStatusChip({ status }: { status: GuideStatus }) {
  const { t } = useTranslation();
  return <Chip tone={GUIDE_TONES[status]}>{t(`guide.status.${status}`)}</Chip>;
}

export function ItemStatusChip({ status }: { status: ItemStatus }) {
  const { t } = useTranslation();
  return <Chip tone={ITEM_TONES[status]}>{t(`payout.item.${status}`)}</Chip>;
}

const NOTE_TONES = { PENDING: 'wait', APPROVED: 'live', REJECTED: 'warn' } as const satisfies Record<Schemas['GuideNote']['review'], Tone>;

export function NoteStateChip({ review }: { review: Schemas['GuideNote']['review'] }) {
  const { t } = useTranslation();
  return <Chip tone={NOTE_TONES[review]}>{t(`note.review.${review}`)}</Chip>;
}

/** Amounts of several currencies in one line; a dash for none. */
export function Amounts({ amounts }: { amounts: Schemas['Money'][] }) {
  const money = useMoney();
  return <>{amounts.length === 0 ? '–' : amounts.map((amount) => money(amount.amountMinor, amount.currency)).join(' · ')}</>;
}

export function useMoney(): (amountMinor: number, currency: string) => string {
  const { language } = usePreferences();
  return useMemo(() => (amountMinor, currency) => moneyText(language, amountMinor, currency), [language]);
}

/** A guide by name, where the reader may know it; the id otherwise. */
export function GuideName({ guideId }: { guideId: string }) {
  const can = useCan();
  const guide = useQuery({ ...guideQuery(guideId), enabled: can('guide:read'), staleTime: 60_000, retry: false });
  return <span title={guideId}>{guide.data?.displayName ?? <span className="mono">{guideId.slice(0, 8)}</span>}</span>;
}

export function Expertise({ guide }: { guide: Schemas['Guide'] }) {
  return <>{[...guide.destinations, ...guide.categories].map((known) => <span key={known} className="tag">{known}</span>)}</>;
}
