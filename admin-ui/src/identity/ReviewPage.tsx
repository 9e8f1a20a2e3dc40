import { PlayCircleOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Form, Input, Modal, Progress, Skeleton, Table } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { isOver, linkagePairsQuery, linkageRunQuery, linkageRunsQuery, type PairState } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { JobStatusChip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { PairCard } from './PairCard';
import { progressOf, runOf, type Verdict } from './review';

type Run = Schemas['LinkageRun'];
const STATES: PairState[] = ['REVIEW', 'SAME', 'DIFFERENT', 'LINKED'];

/** Runs that look for one person in several records, and the pairs that only people can decide. */
export function ReviewPage() {
  const { t } = useTranslation();
  const can = useCan();
  const change = useUrlChanges();
  const [named] = useUrlState('run');
  const [starting, setStarting] = useState(false);
  const runs = useInfiniteQuery(linkageRunsQuery);
  const all = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const runId = named ?? all[0]?.runId;
  const start = can('identity:write') && <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} onClick={() => setStarting(true)}>{t('linkage.start')}</Button>;
  return (
    <>
      <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />
      {runs.isLoading && <Skeleton active />}
      {runs.data && all.length === 0 && <EmptyState title={t('linkage.emptyTitle')} action={start}>{t('linkage.empty')}</EmptyState>}
      {all.length > 0 && (
        <section className="panel" aria-labelledby="runs">
          <div className="panel-head"><h2 id="runs">{t('linkage.runs')}</h2>{start}</div>
          <p className="muted">{t('linkage.runsLead')}</p>
          <Runs runs={all} chosen={runId} onChoose={(run) => change({ run, state: undefined })} />
          <More pages={runs} shown={all.length} />
        </section>
      )}
      {runId && <Queue key={runId} runId={runId} />}
      <StartModal open={starting} onClose={() => setStarting(false)} onStarted={(run) => change({ run, state: undefined })} />
    </>
  );
}

function Runs({ runs, chosen, onChoose }: { runs: Run[]; chosen: string | undefined; onChoose: (runId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table<Run>
      size="small"
      rowKey="runId"
      dataSource={runs}
      pagination={false}
      rowClassName={(run) => (run.runId === chosen ? 'chosen' : '')}
      columns={[
        {
          title: t('linkage.started'),
          key: 'started',
          render: (_, run) => (
            <>
              <button type="button" className="linkish" aria-pressed={run.runId === chosen} onClick={() => onChoose(run.runId)}>{format.dateTime(run.startedAt ?? run.createdAt)}</button>
              <div className="muted small">{run.source ? t('linkage.ofSource', { source: run.source }) : t('linkage.ofAll')}{run.link && ` · ${t('linkage.isEvidence')}`}</div>
            </>
          ),
        },
        { title: t('hold.stateLabel'), key: 'state', render: (_, run) => <JobStatusChip status={run.status} /> },
        { title: t('linkage.records'), key: 'records', align: 'right', responsive: ['md'], render: (_, run) => format.number(run.records) },
        { title: t('linkage.persons'), key: 'persons', align: 'right', responsive: ['sm'], render: (_, run) => format.number(run.persons) },
        { title: t('linkage.linked'), key: 'linked', align: 'right', responsive: ['md'], render: (_, run) => format.number(run.pairsLinked) },
        {
          title: t('linkage.inReview'),
          key: 'review',
          align: 'right',
          render: (_, run) => {
            const { total, decided } = progressOf(run);
            return run.pairsInReview === undefined ? '–' : t('linkage.openOf', { open: format.number(Math.max(0, total - decided)), total: format.number(total) });
          },
        },
      ]}
    />
  );
}

/** The pairs of one run, by what they are or were found to be. */
function Queue({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [named, setState] = useUrlState('state');
  const state = STATES.find((each) => each === named) ?? 'REVIEW';
  const run = useQuery(linkageRunQuery(runId));
  const over = isOver(run.data?.status);
  const pairs = useInfiniteQuery({ ...linkagePairsQuery(runId, state), enabled: run.data?.status === 'COMPLETED' });
  const shown = pairs.data?.pages.flatMap((page) => page.items) ?? [];
  const decide = useMutation({
    mutationFn: ({ pairId, verdict }: { pairId: number; verdict: Verdict }) =>
      answer(api.POST('/api/v1/identity/linkage-runs/{runId}/pairs/{pairId}/decision', { params: { path: { runId, pairId } }, body: { verdict } })),
    // A pair that is parted takes its evidence with it.
    onSettled: () => Promise.all(['linkage-runs', 'profile', 'why'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  // A refusal is told where the pair is, unless it is not there any more.
  const refusedHere = shown.some((pair) => pair.pairId === decide.variables?.pairId);
  useEffect(() => {
    if (over) {
      void queries.invalidateQueries({ queryKey: linkageRunsQuery.queryKey, exact: true });
    }
  }, [over, queries]);
  if (!run.data) {
    return run.isLoading ? <Skeleton active /> : <ProblemNotice error={run.error} onRetry={() => void run.refetch()} />;
  }
  return (
    <section className="review" aria-labelledby="queue">
      <div className="panel">
        <div className="verdict"><h2 id="queue">{t('linkage.queue')}</h2><JobStatusChip status={run.data.status} /></div>
        {!over && <p className="muted" role="status">{t('linkage.running')}</p>}
        {run.data.status === 'FAILED' && <Alert type="error" showIcon title={run.data.error ?? t('problem.unexpected')} />}
        {run.data.status === 'COMPLETED' && <ReviewProgress run={run.data} />}
        <FilterBar
          label={t('linkage.filter')}
          value={state === 'REVIEW' ? undefined : state}
          onChange={setState}
          options={STATES.map((value) => ({ value: value === 'REVIEW' ? undefined : value, label: t(`linkage.state.${value}`) }))}
        />
      </div>
      <ProblemNotice error={pairs.error ?? (refusedHere ? null : decide.error)} onRetry={() => { decide.reset(); void pairs.refetch(); }} />
      {pairs.isLoading && <Skeleton active />}
      {pairs.data && shown.length === 0 && <EmptyState title={t(`linkage.none.${state}`)}>{t('linkage.noneHint')}</EmptyState>}
      {shown.map((pair) => (
        <PairCard key={pair.pairId} pair={pair} deciding={decide.isPending} error={decide.variables?.pairId === pair.pairId ? decide.error : null} onDecide={(verdict) => decide.mutate({ pairId: pair.pairId, verdict })} />
      ))}
      <More pages={pairs} shown={shown.length} />
    </section>
  );
}

function ReviewProgress({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { total, decided, percent } = progressOf(run);
  return (
    <>
      <p className="muted">{t('linkage.queueLead')}</p>
      <p className="muted small">{t('linkage.bitsHint')}</p>
      {total > 0 && (
        <div className="review-progress">
          <Progress percent={percent} aria-label={t('linkage.progress')} />
          <span role="status">{t('linkage.decidedOf', { decided, total })}</span>
        </div>
      )}
    </>
  );
}

function StartModal({ open, onClose, onStarted }: { open: boolean; onClose: () => void; onStarted: (runId: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ source?: string; link?: boolean }>();
  const start = useMutation({
    mutationFn: (asked: { source?: string; link?: boolean }) => answer(api.POST('/api/v1/identity/linkage-runs', { body: runOf(asked) })),
    onSuccess: async ({ runId }) => {
      await queries.invalidateQueries({ queryKey: ['linkage-runs'] });
      void message.success(t('linkage.queued'));
      onStarted(runId);
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={t('linkage.startTitle')}
      okText={t('linkage.startNow')}
      cancelText={t('common.cancel')}
      confirmLoading={start.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('linkage.startText')}</p>
      <ProblemNotice error={start.error} />
      <Form form={form} layout="vertical" preserve={false} initialValues={{ link: true }} onFinish={(asked) => start.mutate(asked)}>
        <Form.Item name="source" label={t('linkage.source')} extra={t('linkage.sourceHint')}>
          <Input className="mono" maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="link" valuePropName="checked" extra={t('linkage.makeEvidenceHint')}>
          <Checkbox>{t('linkage.makeEvidence')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
