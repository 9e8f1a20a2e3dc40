import { useTranslation } from 'react-i18next';
import type { CampaignStatus, HoldState } from '../api/queries';

type Tone = 'quiet' | 'wait' | 'ready' | 'live' | 'stop' | 'warn';

/** A word with a shape and a colour: never colour alone. */
export function Chip({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`chip chip-${tone}`}><i aria-hidden="true" />{children}</span>;
}

const CAMPAIGN_TONES: Record<CampaignStatus, Tone> = {
  DRAFT: 'quiet', IN_REVIEW: 'wait', APPROVED: 'ready', ACTIVE: 'live', PAUSED: 'warn', COMPLETED: 'stop',
};
const HOLD_TONES: Record<HoldState, Tone> = { OPEN: 'warn', COOLING_DOWN: 'wait', RELEASED: 'ready', ENDED: 'stop' };

export function CampaignStatusChip({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation();
  return <Chip tone={CAMPAIGN_TONES[status]}>{t(`campaign.status.${status}`)}</Chip>;
}

export function HoldStateChip({ state }: { state: HoldState }) {
  const { t } = useTranslation();
  return <Chip tone={HOLD_TONES[state]}>{t(`hold.state.${state}`)}</Chip>;
}

export function JobStatusChip({ status }: { status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' }) {
  const { t } = useTranslation();
  const tone: Tone = status === 'COMPLETED' ? 'live' : status === 'FAILED' ? 'warn' : 'wait';
  return <Chip tone={tone}>{t(`job.status.${status}`)}</Chip>;
}
