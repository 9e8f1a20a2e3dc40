import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { Chip } from '../ui/Status';

type Area = Schemas['Expertise'];
const TONES = { DECLARED: 'wait', VERIFIED: 'live', EXPIRED: 'warn', REFUSED: 'stop' } as const satisfies Record<Area['status'], string>;

/** What a guide knows, how it is shown, and until when it counts. */
export function ExpertiseList({ areas, actions }: { areas: Area[]; actions?: (area: Area) => ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="rows expertise">
      {areas.map((area) => (
        <li key={`${area.kind} ${area.area}`}>
          <div>
            <strong>{area.area}</strong> <Chip tone={TONES[area.status]}>{t(`expertise.status.${area.status}`)}</Chip>
            {area.review === 'OPEN' && area.status !== 'DECLARED' && <span className="muted small"> {t('expertise.reviewOpen')}</span>}
            {area.verifiedUntil && <div className="muted small">{t('expertise.until', { date: format.date(area.verifiedUntil) })}</div>}
            {area.evidence && (
              <div className="small">
                {t(`expertise.evidenceKind.${area.evidence.kind}`)} {area.evidence.reference}
                {area.evidence.url && <> · <a className="in-text" href={area.evidence.url} target="_blank" rel="noopener noreferrer nofollow">{t('expertise.look')}</a></>}
                {area.expiresAt && <> · {t('expertise.until', { date: format.date(area.expiresAt) })}</>}
              </div>
            )}
            {area.reason && <div className="small">{area.reason}</div>}
          </div>
          {actions?.(area)}
        </li>
      ))}
    </ul>
  );
}
