import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { GUIDE_STATUSES, type GuideStatus } from './guideLife';
import { GuideReview } from './GuideReview';
import { evidenceQueueQuery, guidesQuery } from './queries';
import { Expertise, GuideStatusChip } from './ui';

const QUEUE: GuideStatus = 'SUBMITTED';
const ALL = 'ALL';

/** What approved guides have said anew of what they know; it is decided in the guide's own review. */
function NewEvidence({ onOpen }: { onOpen: (guideId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queue = useInfiniteQuery({ ...evidenceQueueQuery, refetchInterval: 15_000 });
  const shown = queue.data?.pages.flatMap((page) => page.items) ?? [];
  if (shown.length === 0 && !queue.error) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="evidence">
      <h2 id="evidence">{t('expertise.queue')}</h2>
      <p className="muted">{t('expertise.queueLead')}</p>
      <ProblemNotice error={queue.error} onRetry={() => void queue.refetch()} />
      <ul className="rows">
        {shown.map(({ guideId, displayName, saidAt, expertise }) => (
          <li key={`${guideId} ${expertise.kind} ${expertise.area}`}>
            <div><button type="button" className="linkish" onClick={() => onOpen(guideId)}>{displayName}</button><div className="muted small">{format.dateTime(saidAt)}</div></div>
            <span><span className="tag">{expertise.area}</span>{expertise.evidence && <span className="muted small"> {t(`expertise.evidenceKind.${expertise.evidence.kind}`)} {expertise.evidence.reference}</span>}</span>
          </li>
        ))}
      </ul>
      <More pages={queue} shown={shown.length} />
    </section>
  );
}

/** The verification queue: who waits comes first, everybody else is a filter away. */
export function GuidesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [chosen, setChosen] = useUrlState('status');
  const [open, setOpen] = useUrlState('guide');
  const status = chosen === ALL ? undefined : GUIDE_STATUSES.find((known) => known === chosen) ?? QUEUE;
  const guides = useInfiniteQuery({ ...guidesQuery(status), refetchInterval: 10_000 });
  const all = guides.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ProblemNotice error={guides.error} onRetry={() => void guides.refetch()} />
      <section className="panel">
        <div className="filters">
          <FilterBar
            label={t('guide.filter')}
            value={chosen === ALL ? ALL : status === QUEUE ? undefined : status}
            onChange={setChosen}
            options={[
              { value: undefined, label: t(`guide.status.${QUEUE}`) },
              ...GUIDE_STATUSES.filter((known) => known !== QUEUE).map((value) => ({ value, label: t(`guide.status.${value}`) })),
              { value: ALL, label: t('common.all') },
            ]}
          />
          <Link to="/join">{t('guide.registration')}</Link>
        </div>
        <Table<Schemas['Guide']>
          rowKey="guideId"
          loading={guides.isLoading}
          dataSource={all}
          pagination={false}
          locale={{ emptyText: <span className="muted">{status === QUEUE ? t('guide.queueEmpty') : t('guide.noneMatch')}</span> }}
          columns={[
            {
              title: t('guide.name'),
              key: 'name',
              render: (_, guide) => (
                <>
                  <button type="button" className="linkish" onClick={() => setOpen(guide.guideId)}>{guide.displayName}</button>
                  <div className="muted small">{guide.languages.join(', ')}</div>
                </>
              ),
            },
            { title: t('guide.expertise'), key: 'expertise', responsive: ['md'], render: (_, guide) => <Expertise guide={guide} /> },
            { title: t('guide.statusLabel'), key: 'status', render: (_, guide) => <GuideStatusChip status={guide.status} /> },
          ]}
        />
        <More pages={guides} shown={all.length} />
      </section>
      {can('guide:approve') && <NewEvidence onOpen={setOpen} />}
      <Drawer open={Boolean(open)} onClose={() => setOpen(undefined)} title={t('guide.one')} size={480} destroyOnHidden>
        {open && <GuideReview guideId={open} />}
      </Drawer>
    </>
  );
}
