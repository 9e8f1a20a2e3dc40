import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { refusedReportsQuery, retryRefused, untilAllWereTried, type SomeRefused } from './queries';

type Refused = Schemas['RefusedReport'];
const KINDS = ['PLACED', 'PAID', 'DELIVERED', 'CANCELLED', 'REFUNDED'] as const;

/** What shops reported of their orders and was not applied, and why. */
export function ReportsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const [merchantId, setMerchantId] = useState<string>();
  const [code, setCode] = useState<string>();
  const some: SomeRefused = { ...(merchantId ? { merchantId } : {}), ...(code ? { code } : {}) };
  const narrowed = merchantId !== undefined || code !== undefined;
  const refused = useInfiniteQuery({ ...refusedReportsQuery(some), refetchInterval: 15_000 });
  const all = refused.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="reports">
      <h2 id="reports">{t('reports.title')}</h2>
      <p className="muted">{t('reports.lead')}</p>
      <div className="ledger-filters">
        <Only label={t('reports.ofMerchant')} value={merchantId} among={all.map((report) => report.merchantId)} onChange={setMerchantId} />
        <Only label={t('reports.forReason')} value={code} among={all.map((report) => report.code)} onChange={setCode} />
        {can('order:write') && all.length > 0 && <RetryAll some={some} />}
      </div>
      <ProblemNotice error={refused.error} onRetry={() => void refused.refetch()} />
      {refused.isSuccess && all.length === 0 ? (
        <EmptyState title={t(narrowed ? 'reports.noneOfThese' : 'reports.none')}>{t(narrowed ? 'reports.noneOfTheseHint' : 'reports.noneHint')}</EmptyState>
      ) : (
        <Table<Refused>
          size="small"
          rowKey="refusalId"
          loading={refused.isLoading}
          dataSource={all}
          pagination={false}
          columns={[
            { title: t('reports.report'), key: 'report', render: (_, report) => <Told report={report} /> },
            {
              title: t('reports.why'),
              key: 'why',
              render: (_, report) => <>{report.detail}<div className="muted small mono break">{report.code} {report.pointer}</div></>,
            },
            {
              title: t('reports.when'),
              key: 'when',
              responsive: ['sm'],
              render: (_, report) => (
                <>
                  {format.dateTime(report.lastAt)} · {t('reports.times', { count: report.times })}
                  <div className="muted small">{t('reports.place', { partition: report.partition, offset: report.offset })}</div>
                </>
              ),
            },
            ...(can('order:write') ? [{ key: 'actions', render: (_: unknown, report: Refused) => <Actions report={report} /> }] : []),
          ]}
        />
      )}
      <More pages={refused} shown={all.length} />
    </section>
  );
}

interface OnlyProps {
  label: string;
  value: string | undefined;
  among: (string | undefined)[];
  onChange: (value: string | undefined) => void;
}

/** Narrows the list to one of what is in it. */
function Only({ label, value, among, onChange }: OnlyProps) {
  const known = [...new Set([value, ...among])].filter((each) => each !== undefined).sort();
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch
      value={value ?? null}
      options={known.map((each) => ({ value: each, label: each }))}
      onChange={(chosen: string | undefined) => onChange(chosen)}
    />
  );
}

/** Applies again all that the list is narrowed to, also what is not loaded. */
function RetryAll({ some }: { some: SomeRefused }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => untilAllWereTried(retryRefused(some)),
    onSuccess: ({ tried, applied }) => void (applied === tried ? message.success : message.warning)(t('reports.appliedOf', { applied, count: tried })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['refused-reports'] }),
  });
  return (
    <>
      <Button loading={retry.isPending} onClick={() => retry.mutate()}>{t('reports.retryAll')}</Button>
      <ProblemNotice error={retry.error} />
    </>
  );
}

function Told({ report }: { report: Refused }) {
  const { t } = useTranslation();
  const kind = KINDS.find((known) => known === report.kind);
  return (
    <>
      <strong>{kind ? t(`reports.kind.${kind}`) : (report.kind ?? t('reports.unreadable'))}</strong>
      <div className="muted small mono break">{[report.merchantId, report.orderId].filter(Boolean).join(' / ')}</div>
    </>
  );
}

function Actions({ report }: { report: Refused }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const path = { params: { path: { refusalId: report.refusalId } } };
  const settled = () => queries.invalidateQueries({ queryKey: ['refused-reports'] });
  const retry = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/guide-commerce/refused-reports/{refusalId}:retry', path)),
    onSuccess: (after) => void (after.applied ? message.success(t('reports.applied')) : message.warning(t('reports.still', { why: after.refused?.detail ?? '' }))),
    onSettled: settled,
  });
  const dismiss = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/guide-commerce/refused-reports/{refusalId}:dismiss', path)),
    onSuccess: () => void message.success(t('reports.dismissed')),
    onSettled: settled,
  });
  return (
    <div className="page-actions">
      <ProblemNotice error={retry.error ?? dismiss.error} />
      <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>{t('reports.retry')}</Button>
      <Button size="small" danger loading={dismiss.isPending} onClick={() => dismiss.mutate()}>{t('reports.dismiss')}</Button>
    </div>
  );
}
