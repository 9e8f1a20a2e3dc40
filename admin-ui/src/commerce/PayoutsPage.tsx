import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, DatePicker, Drawer, Form, Input, Skeleton } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { randomText } from '../auth/pkce';
import { EmptyState } from '../ui/EmptyState';
import { FormActions } from '../ui/FormActions';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { accountOf, lastOf } from './account';
import { AccountFields } from './AccountFields';
import { BatchView } from './BatchView';
import { summaryStageOf, type Batch, type SummaryStage } from './payouts';
import { debtorQuery, payoutBatchesQuery, payoutBatchQuery } from './queries';
import { useMoney } from './ui';

const STAGE_TONES = { WAITING: 'wait', APPROVED: 'ready', HANDED_OUT: 'quiet' } as const satisfies Record<SummaryStage, string>;

/** All batches, or the one that the address names: who puts one together hands the address to the person who approves it. */
export function PayoutsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [batchId, setBatchId] = useUrlState('batch');
  const [form, setForm] = useUrlState('form');
  const openCreated = useUrlChanges();
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h2>{t('payout.batches')}</h2>
          {can('payout:write') && (
            <div className="page-actions">
              <Button onClick={() => setForm('debtor')}>{t('payout.debtor')}</Button>
              <Button type="primary" onClick={() => setForm('batch')}>{t('payout.new')}</Button>
            </div>
          )}
        </div>
        <p className="muted">{t('payout.lead')}</p>
        {batchId ? <Button onClick={() => setBatchId(undefined)}>{t('payout.all')}</Button> : <Batches onOpen={setBatchId} />}
      </section>
      {batchId && <BatchView key={batchId} batchId={batchId} />}
      <Drawer open={form === 'batch' && can('payout:write')} onClose={() => setForm(undefined)} title={t('payout.new')} size={440} destroyOnHidden>
        <BatchForm
          onCancel={() => setForm(undefined)}
          onCreated={({ batchId: created }) => openCreated({ batch: created, form: undefined })}
        />
      </Drawer>
      <Drawer open={form === 'debtor' && can('payout:write')} onClose={() => setForm(undefined)} title={t('payout.debtor')} size={440} destroyOnHidden>
        <DebtorForm onDone={() => setForm(undefined)} />
      </Drawer>
    </>
  );
}

function Batches({ onOpen }: { onOpen: (batchId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const batches = useInfiniteQuery(payoutBatchesQuery);
  const shown = batches.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ProblemNotice error={batches.error} onRetry={() => void batches.refetch()} />
      {batches.isLoading && <Skeleton active />}
      {batches.data && shown.length === 0 && <EmptyState title={t('payout.emptyTitle')}>{t('payout.empty')}</EmptyState>}
      <ul className="rows">
        {shown.map((batch) => {
          const stage = summaryStageOf(batch);
          return (
            <li key={batch.batchId}>
              <div>
                <button type="button" className="linkish" onClick={() => onOpen(batch.batchId)}>{money(batch.totalMinor, batch.currency)}</button>
                <div className="muted small">{t('payout.transfers', { count: batch.transfers })} · {t('payout.throughDate', { date: format.dateTime(batch.through) })}</div>
                <div className="muted small">{t('payout.made', { name: batch.createdBy, date: format.dateTime(batch.createdAt) })}</div>
              </div>
              <Chip tone={STAGE_TONES[stage]}>{t(`payout.summaryStage.${stage}`)}</Chip>
            </li>
          );
        })}
      </ul>
      <More pages={batches} shown={shown.length} />
    </>
  );
}

function BatchForm({ onCreated, onCancel }: { onCreated: (batch: Batch) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  // One form is one batch, however often the button is pressed or the network gives up.
  const [key] = useState(() => randomText());
  const [form] = Form.useForm<{ currency: string; through: Dayjs }>();
  const create = useMutation({
    mutationFn: (body: Schemas['NewPayoutBatch']) => answer(api.POST('/api/v1/payout-batches', { body, headers: { 'Idempotency-Key': key } })),
    onSuccess: (batch) => {
      queries.setQueryData(payoutBatchQuery(batch.batchId).queryKey, batch);
      void queries.invalidateQueries({ queryKey: payoutBatchesQuery.queryKey });
      onCreated(batch);
    },
    onError: (error) => {
      showOnForm(form, error, ([field]) => (field === 'currency' || field === 'through' ? [field] : null));
    },
  });
  return (
    <Form form={form} layout="vertical" initialValues={{ currency: 'CNY', through: dayjs() }} onFinish={({ currency, through }) => create.mutate({ currency, through: through.toISOString() })}>
      <p className="muted">{t('payout.newLead')}</p>
      <ProblemNotice error={create.error} />
      <Form.Item name="currency" label={t('payout.currency')} normalize={(typed: string) => typed.toUpperCase()} rules={[{ required: true, message: t('common.required') }, { pattern: /^[A-Z]{3}$/, message: t('catalogue.currencyShape') }]}>
        <Input className="mono" maxLength={3} autoFocus />
      </Form.Item>
      <Form.Item name="through" label={t('payout.through')} extra={t('payout.throughHint')} rules={[{ required: true, message: t('common.required') }]}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" needConfirm={false} className="wide" />
      </Form.Item>
      <FormActions onCancel={onCancel} isSending={create.isPending} send={t('payout.create')} />
    </Form>
  );
}

/** The account that pays, as it is kept. */
function Debtor() {
  const { t } = useTranslation();
  const debtor = useQuery(debtorQuery);
  return (
    <>
      <ProblemNotice error={debtor.error} onRetry={() => void debtor.refetch()} />
      {debtor.data === null && <Alert type="warning" showIcon title={t('problem.NO_PAYOUT_DEBTOR')} />}
      {debtor.data && (
        <dl className="facts">
          <dt>{t('payout.now')}</dt><dd>{debtor.data.name} · <span className="mono">{lastOf(debtor.data.account)}</span>{debtor.data.bic && <> · <span className="mono">{debtor.data.bic}</span></>}</dd>
        </dl>
      )}
    </>
  );
}

function DebtorForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Schemas['Payee']>();
  const save = useMutation({
    mutationFn: ({ name, account, bic }: Schemas['Payee']) =>
      answer(api.PUT('/api/v1/settings/payout-debtor', { body: { name: name.trim(), account: accountOf(account), ...(bic ? { bic: accountOf(bic) } : {}) } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: debtorQuery.queryKey });
      void message.success(t('payout.debtorKept'));
      onDone();
    },
    onError: (error) => {
      showOnForm(form, error, ([field]) => (field === undefined ? null : [field]));
    },
  });
  return (
    <Form form={form} layout="vertical" onFinish={(values) => save.mutate(values)}>
      <p className="muted">{t('payout.debtorLead')}</p>
      <Debtor />
      <ProblemNotice error={save.error} />
      <AccountFields />
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}
