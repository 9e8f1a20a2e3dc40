import { Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { HashText } from './EvidenceTable';

type Kind = Schemas['HistoryEntry']['kind'];

/** How much of a long history is shown at once. */
const PAGE = 50;

const COLOURS: Record<Kind, string> = { IDENTIFIER_SEEN: 'var(--exact)', IDENTIFIER_TAKEN_OVER: 'var(--under)', IDENTIFIER_LEFT: 'var(--muted)', SPLIT: 'var(--over)', PURPOSE_WITHDRAWN: 'var(--over)', EVIDENCE_REMOVED: 'var(--over)' };

/** What happened to a person, the newest first. */
export function HistoryTimeline({ profile }: { profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, show] = useState(PAGE);
  const entries = [...profile.history].reverse().slice(0, shown);
  return (
    <>
      <Timeline
        className="history"
        items={entries.map((entry, index) => ({
          key: `${entry.at} ${entry.kind} ${entry.hash ?? entry.evidenceId ?? ''} ${index}`,
          color: COLOURS[entry.kind],
          content: (
            <>
              <strong>{t(`identity.event.${entry.kind}`)}</strong> <span className="muted small">{format.dateTime(entry.at)}</span>
              {entry.hash && <div className="small"><HashText hash={entry.hash} profile={profile} /></div>}
              {entry.by && <div className="small muted">{t('identity.by', { name: entry.by })}</div>}
            </>
          ),
        }))}
      />
      {profile.history.length > PAGE && (
        <More pages={{ hasNextPage: shown < profile.history.length, isFetchingNextPage: false, fetchNextPage: () => show(shown + PAGE) }} shown={entries.length} />
      )}
    </>
  );
}
