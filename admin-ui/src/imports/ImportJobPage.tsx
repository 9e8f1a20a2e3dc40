import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress, Skeleton, Table } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { importQuery, isOver, rejectionsQuery } from '../api/queries';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { JobStatusChip } from '../ui/Status';
import { percentOf } from './progress';
import { rejectionDetail } from './rejections';

export function ImportJobPage() {
  const { t } = useTranslation();
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
  return (
    <>
      <PageHeader
        title={job.fileName}
        back={back}
        mark={<JobStatusChip status={job.status} />}
        lead={`${format.moment(job.startedAt ?? job.createdAt)}${job.finishedAt ? ` – ${format.time(job.finishedAt)}` : ''}`}
        actions={<Link to={`/campaigns/${job.campaignId}/reach`}><Button type={over ? 'primary' : 'default'}>{t('import.toReach')}</Button></Link>}
      />
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      <section className="panel">
        <Progress
          percent={percentOf(job)}
          status={job.status === 'FAILED' ? 'exception' : over ? 'success' : 'active'}
          aria-label={t('import.progress')}
        />
        <p className="muted" role="status">
          {t(`import.state.${job.status}`, { read: format.bytes(job.bytesRead), total: format.bytes(job.bytesTotal) })}
        </p>
        {job.error && <Alert type="error" showIcon title={job.error} />}
        {job.identityLate && <Alert type="info" showIcon title={t('import.identityLate')} />}
        <dl className="numbers wide-numbers">
          <div><dt>{t('import.read')}</dt><dd>{format.number(job.rowsRead)}</dd></div>
          <div><dt>{t('import.accepted')}</dt><dd className="exact">{format.number(job.rowsAccepted)}</dd></div>
          <div><dt>{t('import.skipped')}</dt><dd>{format.number(job.rowsSkipped)}</dd></div>
          <div><dt>{t('import.duplicate')}</dt><dd>{format.number(job.rowsDuplicate)}</dd></div>
          <div><dt>{t('import.rejected')}</dt><dd className={job.rowsRejected ? 'over' : ''}>{format.number(job.rowsRejected)}</dd></div>
        </dl>
      </section>
      {job.rowsRejected > 0 && <Rejections jobId={jobId} over={over} />}
    </>
  );
}

function Rejections({ jobId, over }: { jobId: string; over: boolean }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const rejections = useInfiniteQuery({ ...rejectionsQuery(jobId), refetchInterval: over ? false : 3_000 });
  const shown = rejections.data?.pages.flatMap((page) => page.items) ?? [];
  const detailText = (text: string) => {
    const detail = rejectionDetail(text);
    if (!detail) {
      return text;
    }
    const { say, value, because, header } = { value: '', because: '', header: '', ...detail };
    const known = i18n.exists(`rejectionDetail.because.${because}`) ? i18n.t(`rejectionDetail.because.${because}` as 'rejectionDetail.because.JUNK') : because;
    return t(`rejectionDetail.${say}`, { value, because: known, header });
  };
  const reasonText = (code: string) => (i18n.exists(`rejection.${code}`) ? i18n.t(`rejection.${code}` as 'rejection.MALFORMED_ROW') : code);
  return (
    <section className="panel" aria-labelledby="rejections">
      <h2 id="rejections">{t('import.rejections')}</h2>
      <p className="muted">{t('import.rejectionsHint')}</p>
      <ProblemNotice error={rejections.error} onRetry={() => void rejections.refetch()} />
      <Table<Schemas['Rejection']>
        size="small"
        rowKey="line"
        loading={rejections.isLoading}
        dataSource={shown}
        pagination={false}
        columns={[
          { title: t('import.line'), key: 'line', width: 90, render: (_, rejection) => format.number(rejection.line) },
          { title: t('import.reason'), key: 'code', render: (_, rejection) => reasonText(rejection.code) },
          { title: t('import.detail'), key: 'detail', responsive: ['sm'], render: (_, rejection) => <span className="muted identifier-text">{detailText(rejection.detail)}</span> },
        ]}
      />
      <More pages={rejections} shown={shown.length} />
    </section>
  );
}
