import { ImportOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { importsQuery } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { JobStatusChip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { percentOf, refreshOf } from './progress';

export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const imports = useInfiniteQuery({ ...importsQuery, refetchInterval: ({ state }) => refreshOf(state.data?.pages ?? []) });
  const jobs = imports.data?.pages.flatMap((page) => page.items) ?? [];
  const start = can('import:write') && <Link to="/imports/new"><Button type="primary" icon={<ImportOutlined aria-hidden />}>{t('import.new')}</Button></Link>;
  return (
    <>
      <PageHeader title={t('import.title')} lead={t('import.lead')} actions={start} />
      <ProblemNotice error={imports.error} onRetry={() => void imports.refetch()} />
      {imports.data && jobs.length === 0 && <EmptyState title={t('import.emptyTitle')} action={start}>{t('import.empty')}</EmptyState>}
      {(imports.isLoading || jobs.length > 0) && (
        <section className="panel">
          <Table<Schemas['Job']>
            rowKey="jobId"
            loading={imports.isLoading}
            dataSource={jobs}
            pagination={false}
            columns={[
              {
                title: t('import.file'),
                key: 'file',
                render: (_, job) => (
                  <>
                    <Link className="row-title" to={`/imports/${job.jobId}`}>{job.fileName}</Link>
                    <div className="muted small">{format.dateTime(job.createdAt)}</div>
                  </>
                ),
              },
              { title: t('campaign.statusLabel'), key: 'status', render: (_, job) => <><JobStatusChip status={job.status} />{job.status === 'RUNNING' && <span className="muted small"> {format.percent(percentOf(job) / 100)}</span>}</> },
              { title: t('import.accepted'), key: 'accepted', align: 'right', responsive: ['sm'], render: (_, job) => format.number(job.rowsAccepted) },
              { title: t('import.rejected'), key: 'rejected', align: 'right', responsive: ['sm'], render: (_, job) => format.number(job.rowsRejected) },
            ]}
          />
          <More pages={imports} shown={jobs.length} />
        </section>
      )}
    </>
  );
}
