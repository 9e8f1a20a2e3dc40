import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { Chip } from '../ui/Status';

type Hold = Schemas['SaleHold'];
type Dispute = Schemas['SaleDispute'];

const HOLD_TONES = { OPEN: 'warn', APPEALED: 'wait', FLAGGED: 'warn', RELEASED: 'live', UPHELD: 'stop', ENDED: 'quiet' } as const satisfies Record<Hold['state'], string>;
export const DISPUTE_TONES = { OPEN: 'warn', KEPT: 'ready', REASSIGNED: 'live', WITHDRAWN: 'quiet', ENDED: 'quiet' } as const satisfies Record<Dispute['state'], string>;

/** Why commission is or was held, what was said about it, and what happens when nobody decides. */
export function HoldStory({ hold }: { hold: Hold }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <Chip tone={HOLD_TONES[hold.state]}>{t(`sale.hold.${hold.state}`)}</Chip> {hold.reason === 'SAME_PERSON' && hold.depth > 0 ? t('sale.broughtBy') : t(`sale.reason.${hold.reason}`)}
      {hold.note && <div className="small">{t('sale.noted', { text: hold.note })}</div>}
      {hold.byDeadline && <div className="muted small">{t(`sale.byDeadline.${hold.byDeadline}`, { at: format.dateTime(hold.deadline) })}</div>}
      {hold.appeal && <div className="small">{t('sale.appealed', { text: hold.appeal })}</div>}
      {hold.decision && <div className="small">{t('sale.decided', { text: hold.decision })}</div>}
    </div>
  );
}

export function DisputeStory({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <Chip tone={DISPUTE_TONES[dispute.state]}>{t(`sale.dispute.${dispute.state}`)}</Chip>
      {dispute.statement && <div className="small">{t('sale.claimed', { text: dispute.statement })}</div>}
      {dispute.answer && <div className="small">{t('sale.answered', { text: dispute.answer })}</div>}
      {dispute.state === 'OPEN' && <div className="muted small">{t('sale.byDeadline.KEEP', { at: format.dateTime(dispute.deadline) })}</div>}
      {dispute.decision && <div className="small">{t('sale.decided', { text: dispute.decision })}</div>}
    </div>
  );
}
