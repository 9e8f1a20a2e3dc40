import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { FilterBar } from '../ui/FilterBar';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { GUIDE_STATUSES, type GuideStatus } from './guideLife';
import { GuideReview } from './GuideReview';
import { guidesQuery } from './queries';
import { Expertise, GuideStatusChip } from './ui';

const QUEUE: GuideStatus = 'SUBMITTED';
const ALL = 'ALL';

/** The verification queue: who waits comes first, everybody else is a filter away. */
export function GuidesPage() {
  const { t } = useTranslation();
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
      <Drawer open={Boolean(open)} onClose={() => setOpen(undefined)} title={t('guide.one')} size={480} destroyOnHidden>
        {open && <GuideReview guideId={open} />}
      </Drawer>
    </>
  );
}
