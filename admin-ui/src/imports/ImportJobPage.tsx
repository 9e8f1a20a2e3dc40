import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress, Skeleton, Table } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { importQuery, isOver } from '../api/queries';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { JobStatusChip } from '../ui/Status';

export function ImportJobPage() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const { jobId = '' } = useParams();
  const { data: job, error, isLoading, refetch } = useQuery(importQuery(jobId));
  const over = isOver(job?.status);

  useEffect(() => {
    if (over) {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      void queries.invalidateQueries({ queryKey: ['reach'] });
    }
  }, [over, queries]);

  const back = { to: '/imports', label: t('import.title') };
  if (!job) {
    return (
      <>
        <PageHeader title={t('import.one')} back={back} />
        {isLoading ? <Skeleton active /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      </>
    );
  }
  const rejectionText = (code: string) => (i18n.exists(`rejection.${code}`) ? i18n.t(`rejection.${code}` as 'rejection.MALFORMED_ROW') : code);
  return (
    <>
      <PageHeader
        title={job.fileName ?? t('import.one')}
        back={back}
        mark={<JobStatusChip status={job.status} />}
        lead={`${format.dateTime(job.startedAt)}${job.finishedAt ? ` – ${format.time(job.finishedAt)}` : ''}`}
        actions={job.campaignId && (
          <Link to={`/campaigns/${job.campaignId}/reach`}><Button type={over ? 'primary' : 'default'}>{t('import.toReach')}</Button></Link>
        )}
      />
      <section className="panel">
        <Progress
          percent={percentOf(job)}
          status={job.status === 'FAILED' ? 'exception' : over ? 'success' : 'active'}
          aria-label={t('import.progress')}
        />
        <p className="muted" role="status">
          {t(`import.state.${job.status}`, { read: format.bytes(job.bytesRead ?? 0), total: format.bytes(job.bytesTotal ?? 0) })}
        </p>
        {job.error && <Alert type="error" showIcon title={job.error} />}
        <dl className="numbers wide-numbers">
          <div><dt>{t('import.read')}</dt><dd>{format.number(job.rowsRead ?? 0)}</dd></div>
          <div><dt>{t('import.accepted')}</dt><dd className="exact">{format.number(job.rowsAccepted ?? 0)}</dd></div>
          <div><dt>{t('import.skipped')}</dt><dd>{format.number(job.rowsSkipped ?? 0)}</dd></div>
          <div><dt>{t('import.duplicate')}</dt><dd>{format.number(job.rowsDuplicate ?? 0)}</dd></div>
          <div><dt>{t('import.rejected')}</dt><dd className={job.rowsRejected ? 'over' : ''}>{format.number(job.rowsRejected ?? 0)}</dd></div>
        </dl>
      </section>
      {(job.rejections?.length ?? 0) > 0 && (
        <section className="panel" aria-labelledby="rejections">
          <h2 id="rejections">{t('import.rejections')}</h2>
          <p className="muted">{t('import.rejectionsHint', { count: job.rejections?.length ?? 0 })}</p>
          <Table<Schemas['Rejection']>
            size="small"
            rowKey={(rejection) => `${rejection.line} ${rejection.code}`}
            dataSource={job.rejections ?? []}
            pagination={(job.rejections?.length ?? 0) > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            columns={[
              { title: t('import.line'), key: 'line', width: 90, align: 'right', render: (_, rejection) => format.number(rejection.line) },
              { title: t('import.reason'), key: 'code', render: (_, rejection) => rejectionText(rejection.code) },
              { title: t('import.detail'), key: 'detail', responsive: ['sm'], render: (_, rejection) => <span className="muted">{rejection.detail}</span> },
            ]}
          />
        </section>
      )}
    </>
  );
}

function percentOf(job: Schemas['Job']): number {
  if (job.status === 'COMPLETED') {
    return 100;
  }
  return job.bytesTotal ? Math.min(99, Math.floor(((job.bytesRead ?? 0) / job.bytesTotal) * 100)) : 0;
}
