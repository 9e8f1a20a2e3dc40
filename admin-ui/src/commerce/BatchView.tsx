import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Skeleton, Table, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, download, type Schemas } from '../api/client';
import { meQuery } from '../api/queries';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { lastOf } from './account';
import { approvalObstacle, canCancel, itemActions, stageOf, totalsByStatus, type BatchStage, type ItemAction } from './payouts';
import { payoutBatchesQuery, payoutBatchQuery } from './queries';
import { ItemStatusChip, useMoney } from './ui';

type Item = Schemas['PayoutItem'];
const STAGE_TONES = { WAITING: 'wait', APPROVED: 'ready', SENT: 'wait', DONE: 'live' } as const satisfies Record<BatchStage, string>;

/** One batch from its approval to the bank's last word. */
export function BatchView({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const money = useMoney();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [asking, setAsking] = useState<{ item: Item; action: ItemAction }>();
  const [cancelling, setCancelling] = useState(false);
  const { queryKey } = payoutBatchQuery(batchId);
  const batch = useQuery(payoutBatchQuery(batchId));
  const listAnew = () => queries.invalidateQueries({ queryKey: payoutBatchesQuery.queryKey });
  const approve = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/payout-batches/{batchId}:approve', { params: { path: { batchId } } })),
    onSuccess: (after) => {
      queries.setQueryData(queryKey, after);
      void listAnew();
    },
  });
  const fetchFile = useMutation({
    mutationFn: (messageId: string) => download(`/api/v1/payout-batches/${batchId}/file`, 'application/xml', `${messageId}.xml`),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey }), listAnew()]),
  });
  const report = useMutation({
    mutationFn: async (file: File) =>
      answer(api.POST('/api/v1/payout-batches/{batchId}/status-reports', {
        params: { path: { batchId } },
        body: await file.text(),
        bodySerializer: (xml) => xml,
        headers: { 'Content-Type': 'application/xml' },
      })),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
  if (!batch.data) {
    return batch.isLoading ? <Skeleton active /> : <ProblemNotice error={batch.error} onRetry={() => void batch.refetch()} />;
  }
  const { data } = batch;
  const stage = stageOf(data);
  const obstacle = approvalObstacle(data, me?.subject, can('payout:approve'));
  const first = () =>
    modal.confirm({
      title: t('payout.fileTitle'),
      content: t('payout.fileText'),
      okText: t('payout.file'),
      cancelText: t('common.cancel'),
      onOk: () => fetchFile.mutateAsync(data.messageId).catch(() => undefined),
    });
  return (
    <section className="panel" aria-labelledby="batch">
      <div className="panel-head wraps">
        <div className="verdict"><h2 id="batch">{money(data.totalMinor, data.currency)}</h2><Chip tone={STAGE_TONES[stage]}>{t(`payout.stage.${stage}`)}</Chip></div>
        <div className="page-actions">
          {stage === 'WAITING' && (
            <Button type="primary" disabled={obstacle !== undefined} loading={approve.isPending} onClick={() => approve.mutate()} aria-describedby="approval">
              {t('payout.approve')}
            </Button>
          )}
          {canCancel(data) && can('payout:write') && <Button danger onClick={() => setCancelling(true)}>{t('payout.cancelBatch')}</Button>}
          {(stage === 'APPROVED' || data.emittedAt) && can('payout:write') && (
            <Button icon={<DownloadOutlined aria-hidden />} loading={fetchFile.isPending} onClick={() => (data.emittedAt ? fetchFile.mutate(data.messageId) : first())}>
              {t('payout.file')}
            </Button>
          )}
          {data.emittedAt && can('payout:write') && (
            <Upload accept=".xml,application/xml,text/xml" showUploadList={false} beforeUpload={(file) => (report.mutate(file), false)}>
              <Button icon={<UploadOutlined aria-hidden />} loading={report.isPending}>{t('payout.report')}</Button>
            </Upload>
          )}
        </div>
      </div>
      {stage === 'WAITING' && <p id="approval" className="muted">{obstacle ? t(`payout.mayNot.${obstacle}`, { name: data.createdBy }) : t('payout.mayApprove', { name: data.createdBy })}</p>}
      <ProblemNotice error={approve.error ?? fetchFile.error ?? report.error} />
      {report.data && <ReportNotice taken={report.data} />}
      <dl className="facts">
        <dt>{t('payout.through')}</dt><dd>{format.dateTime(data.through)}</dd>
        <dt>{t('payout.createdBy')}</dt><dd>{data.createdBy}</dd>
        <dt>{t('payout.approvedBy')}</dt><dd>{data.approvedBy ?? t('payout.notYet')}</dd>
        <dt>{t('payout.emittedAt')}</dt><dd>{data.emittedAt ? format.dateTime(data.emittedAt) : t('payout.notYet')}</dd>
        <dt>{t('payout.messageId')}</dt><dd className="mono">{data.messageId}</dd>
        <dt>{t('payout.batchId')}</dt><dd><Typography.Text copyable className="mono">{data.batchId}</Typography.Text></dd>
      </dl>
      <ul className="plan-summary batch-totals">
        {totalsByStatus(data).map((total) => <li key={total.status}>{t(`payout.item.${total.status}`)} <b>{money(total.amountMinor, data.currency)}</b> · {format.number(total.count)}</li>)}
      </ul>
      <Table<Item>
        size="small"
        rowKey="itemId"
        dataSource={data.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('payout.guide'), key: 'guide', render: (_, item) => <Payee item={item} /> },
          { title: t('payout.amount'), key: 'amount', align: 'right', render: (_, item) => <>{money(item.amountMinor, data.currency)}{item.withheldMinor > 0 && <div className="muted small">{t('tax.keptBack', { amount: money(item.withheldMinor, data.currency) })}</div>}</> },
          { title: t('guide.statusLabel'), key: 'status', render: (_, item) => <ItemStatusChip status={item.status} /> },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, item) => can('payout:write') && (
              <div className="row-actions">
                {itemActions(item.status).map((action) => <Button key={action} size="small" onClick={() => setAsking({ item, action })}>{t(`payout.action.${action}`)}</Button>)}
              </div>
            ),
          },
        ]}
      />
      {cancelling && <CancelModal batchId={batchId} onClose={() => setCancelling(false)} />}
      {asking && <ProofModal batchId={batchId} currency={data.currency} {...asking} onClose={() => setAsking(undefined)} />}
    </section>
  );
}

/** To whom a transfer goes: the guide, and the account that the bank is told. */
function Payee({ item: { guideId, guideName, payee, endToEndId } }: { item: Item }) {
  return (
    <>
      <span title={guideId}>{guideName}</span>
      <div className="muted small">{payee.name === guideName ? null : <>{payee.name} · </>}<span className="mono whole">{lastOf(payee.account)}</span></div>
      <div className="muted small mono not-phone">{endToEndId}</div>
    </>
  );
}

/** Why a batch that was not sent is taken back. */
function CancelModal({ batchId, onClose }: { batchId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ proof: string }>();
  const cancel = useMutation({
    mutationFn: (proof: string) => answer(api.POST('/api/v1/payout-batches/{batchId}:cancel', { params: { path: { batchId } }, body: { proof } })),
    onSuccess: (after) => {
      queries.setQueryData(payoutBatchQuery(batchId).queryKey, after);
      void queries.invalidateQueries({ queryKey: payoutBatchesQuery.queryKey });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('payout.cancelBatchTitle')}
      okText={t('payout.cancelBatch')}
      okButtonProps={{ danger: true }}
      cancelText={t('common.cancel')}
      confirmLoading={cancel.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p>{t('payout.cancelBatchText')}</p>
      <ProblemNotice error={cancel.error} />
      <Form form={form} layout="vertical" onFinish={({ proof }) => cancel.mutate(proof.trim())}>
        <Form.Item name="proof" label={t('payout.why')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What a report of the bank changed, and where the bank contradicts itself. */
function ReportNotice({ taken }: { taken: Schemas['StatusReportTaken'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Alert
      type={taken.contradictions.length > 0 ? 'warning' : 'success'}
      showIcon
      title={taken.repeated ? t('payout.reportRepeated') : t('payout.reportTaken', {
        settled: format.number(taken.settled),
        rejected: format.number(taken.rejected),
        accepted: format.number(taken.accepted),
        unchanged: format.number(taken.unchanged),
      })}
      description={taken.contradictions.length > 0 && (
        <>
          <p>{t('payout.reportContradicts')}</p>
          <ul>{taken.contradictions.map((one) => <li key={one.endToEndId}><span className="mono">{one.endToEndId}</span> · {t(`payout.item.${one.status}`)} · {one.reported}</li>)}</ul>
        </>
      )}
    />
  );
}

/** What the bank said, with its reference, so that it can be found again. */
function ProofModal({ batchId, currency, item, action, onClose }: { batchId: string; currency: string; item: Item; action: ItemAction; onClose: () => void }) {
  const { t } = useTranslation();
  const money = useMoney();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ proof: string }>();
  const change = useMutation({
    mutationFn: (proof: string) => answer(api.POST(`/api/v1/payout-items/{itemId}:${action}`, { params: { path: { itemId: item.itemId } }, body: { proof } })),
    onSuccess: (after) => {
      queries.setQueryData(payoutBatchQuery(batchId).queryKey, after);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t(`payout.ask.${action}`, { amount: money(item.amountMinor, currency) })}
      okText={t(`payout.action.${action}`)}
      cancelText={t('common.cancel')}
      confirmLoading={change.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p>{t(`payout.askText.${action}`)}</p>
      <ProblemNotice error={change.error} />
      <Form form={form} layout="vertical" onFinish={({ proof }) => change.mutate(proof.trim())}>
        <Form.Item name="proof" label={t(action === 'cancel' ? 'payout.why' : 'payout.proof')} extra={action !== 'cancel' && t('payout.proofHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
