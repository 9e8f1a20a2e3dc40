import { Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { HashText } from './EvidenceTable';

const COLOURS: Record<string, string> = { IDENTIFIER_SEEN: 'var(--exact)', IDENTIFIER_TAKEN_OVER: 'var(--under)', IDENTIFIER_LEFT: 'var(--muted)', SPLIT: 'var(--over)', EVIDENCE_REMOVED: 'var(--over)' };

/** What happened to a person, the newest first. */
export function HistoryTimeline({ profile }: { profile: Schemas['Profile'] }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const kindText = (kind: string) => (i18n.exists(`identity.event.${kind}`) ? i18n.t(`identity.event.${kind}` as 'identity.event.SPLIT') : kind);
  return (
    <Timeline
      className="history"
      items={[...profile.history].reverse().map((entry, index) => ({
        key: `${entry.at} ${entry.kind} ${entry.hash ?? entry.evidenceId ?? ''} ${index}`,
        color: COLOURS[entry.kind] ?? 'var(--muted)',
        content: (
          <>
            <strong>{kindText(entry.kind)}</strong> <span className="muted small">{format.dateTime(entry.at)}</span>
            {entry.hash && <div className="small"><HashText hash={entry.hash} profile={profile} /></div>}
            {entry.by && <div className="small muted">{t('identity.by', { name: entry.by })}</div>}
          </>
        ),
      }))}
    />
  );
}
