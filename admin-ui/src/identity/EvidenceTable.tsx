import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { IdentifierText } from './IdentifierText';
import { shortHash } from './identifiers';
import { useWord } from './useWord';

type Evidence = Schemas['Evidence'];

/** Of the identifiers of one set, before the rest is unfolded. */
const SHOWN = 12;

interface Props {
  profile: Schemas['Profile'];
  rows: Evidence[];
  loading?: boolean;
}

/** What was seen together, each with every sighting that is kept, and the way to remove it. */
export function EvidenceTable({ profile, rows, loading = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const can = useCan();
  const removal = useRemoval();
  const mayWrite = can('identity:write');
  return (
    <>
      <ProblemNotice error={removal.error} />
      <Table<Evidence>
        size="small"
        rowKey="evidenceId"
        loading={loading}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 640 }}
        locale={{ emptyText: <span className="muted">{t('identity.noEvidence')}</span> }}
        expandable={{
          columnTitle: <span className="sr-only">{t('identity.sightings')}</span>,
          expandedRowRender: (row) => <Sightings row={row} onRemove={mayWrite && row.seen.length > 1 && row.seen.length === row.sightings ? (sighting) => removal.ask(row, sighting) : undefined} />,
          rowExpandable: (row) => row.seen.length > 0,
        }}
        columns={[
          {
            title: t('identity.seenTogether'),
            key: 'identifiers',
            render: (_, row) => <Together hashes={row.hashes} profile={profile} />,
          },
          {
            title: t('identity.how'),
            key: 'how',
            render: (_, row) => (
              <>
                {word('evidenceKind', row.evidence)}
                <div className="muted small">{row.source} · {t(row.domain === 'PUBLIC' ? 'channel.domains.PUBLIC' : 'channel.domains.PRIVATE')}</div>
                {row.held.map((reason) => <div key={reason} className="small"><Chip tone="warn">{word('apart', reason)}</Chip></div>)}
              </>
            ),
          },
          {
            title: t('identity.when'),
            key: 'when',
            render: (_, row) => (
              <>
                {format.dateTime(row.lastAt)}
                {row.sightings > 1 && <div className="muted small">{t('identity.times', { count: row.sightings, since: format.date(row.firstAt) })}</div>}
              </>
            ),
          },
          { title: t('identity.purposes'), key: 'purposes', responsive: ['lg'], render: (_, row) => row.purposes.map((purpose) => t(purpose === 'SERVICE' ? 'identity.purpose.SERVICE' : 'identity.purpose.ADS')).join(', ') },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, row) => mayWrite && <Button size="small" onClick={() => removal.ask(row)}>{t('identity.removeEvidence')}</Button>,
          },
        ]}
      />
    </>
  );
}

/** A set of identifiers; most of a very large one stay folded. */
function Together({ hashes, profile }: { hashes: string[]; profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  const texts = hashes.map((hash) => <div key={hash}><HashText hash={hash} profile={profile} /></div>);
  return (
    <>
      {texts.slice(0, SHOWN)}
      {texts.length > SHOWN && <details><summary className="muted small">{t('identity.andMore', { count: texts.length - SHOWN })}</summary>{texts.slice(SHOWN)}</details>}
    </>
  );
}

/** An identifier of the person, or the word for one that is not. */
export function HashText({ hash, profile }: { hash: string; profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  const identifier = profile.identifiers.find((each) => each.hash === hash);
  return identifier ? <IdentifierText identifier={identifier} /> : <><span className="muted">{t('identity.somebodyElses')}</span> <span className="mono">#{shortHash(hash)}</span></>;
}

function Sightings({ row, onRemove }: { row: Evidence; onRemove: ((sighting: Schemas['Sighting']) => void) | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <ul className="sightings">
        {[...row.seen].reverse().map((sighting) => (
          <li key={sighting.observationId}>
            <span>{format.dateTime(sighting.at)}</span>
            <span className="mono small muted">{sighting.observationId}</span>
            {onRemove && (
              <button type="button" className="linkish small" aria-label={t('identity.removeSightingOf', { id: sighting.observationId })} onClick={() => onRemove(sighting)}>
                {t('identity.removeSighting')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {row.seen.length < row.sightings && <p className="muted small">{t('identity.tooManySightings', { shown: row.seen.length, count: row.sightings })}</p>}
    </>
  );
}

/** Asks whether to remove evidence, or one sighting of it, saying what that means. */
function useRemoval() {
  const { t } = useTranslation();
  const format = useFormat();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ row, sighting }: { row: Evidence; sighting: Schemas['Sighting'] | undefined }) =>
      answer(api.DELETE('/api/v1/identity/evidence/{id}', { params: { path: { id: row.evidenceId }, query: sighting ? { observationId: sighting.observationId } : {} } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['profile'] });
      void message.success(t('identity.evidenceRemoved'));
    },
  });
  return {
    error: remove.error,
    ask: (row: Evidence, sighting?: Schemas['Sighting']) =>
      modal.confirm({
        title: sighting ? t('identity.removeSightingTitle', { time: format.dateTime(sighting.at) }) : t('identity.removeTitle', { count: row.sightings }),
        content: <><p>{t('identity.removeText')}</p><p>{t('identity.removeForGood')}</p></>,
        okText: t('identity.removeEvidence'),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () => remove.mutateAsync({ row, sighting }).catch(() => undefined),
      }),
  };
}
