import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { holdsQuery, type HoldState } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { FilterBar } from '../ui/FilterBar';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { HoldStateChip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { ComplaintDrawer } from './ComplaintDrawer';

type Hold = Schemas['Hold'];
const STATES: HoldState[] = ['OPEN', 'COOLING_DOWN', 'RELEASED', 'ENDED'];

export function HoldsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const [state, setState] = useUrlState('state');
  const [complaint, setComplaint] = useUrlState('complaint');
  const [releasing, setReleasing] = useState<Hold>();
  const wanted = STATES.find((known) => known === state);
  const holds = useInfiniteQuery({ ...holdsQuery(wanted), refetchInterval: 10_000 });
  const all = holds.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = all.filter((hold) => !wanted || hold.state === wanted);
  const nothingYet = holds.data && all.length === 0 && !wanted;
  const record = can('complaint:write') && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setComplaint('new')}>{t('hold.record')}</Button>
  );

  const resolve = useMutation({
    mutationFn: ({ complaintId, owner }: Hold) => answer(api.POST('/api/v1/complaints/{complaintId}:resolve', { params: { path: { complaintId }, query: { owner } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['holds'] });
      void message.success(t('hold.resolved'));
    },
  });
  const confirmResolve = (hold: Hold) =>
    modal.confirm({
      title: t('hold.resolveTitle'),
      content: t(`hold.resolveText.${hold.severity}`),
      okText: t('hold.resolve'),
      cancelText: t('common.cancel'),
      onOk: () => resolve.mutateAsync(hold).catch(() => undefined),
    });

  return (
    <>
      <PageHeader title={t('hold.title')} lead={t('hold.lead')} actions={record} />
      <ProblemNotice error={holds.error ?? resolve.error} onRetry={() => { resolve.reset(); void holds.refetch(); }} />
      {nothingYet && <EmptyState title={t('hold.emptyTitle')} action={record}>{t('hold.empty')}</EmptyState>}
      {!nothingYet && !holds.isLoadingError && (
        <section className="panel">
          <div className="filters">
            <FilterBar
              label={t('hold.filter')}
              value={wanted}
              onChange={setState}
              options={[{ value: undefined, label: t('common.all') }, ...STATES.map((value) => ({ value, label: t(`hold.state.${value}`) }))]}
            />
          </div>
          <Table<Hold>
            rowKey="holdId"
            loading={holds.isLoading}
            dataSource={shown}
            pagination={false}
            locale={{ emptyText: t('hold.noneMatch') }}
            columns={[
              {
                title: t('hold.complaint'),
                key: 'complaint',
                render: (_, hold) => (
                  <>
                    <strong className="mono">{hold.complaintId}</strong>
                    <div className="muted small">{[hold.domain, ...hold.identifiers.map((identifier) => identifier.masked)].join(' · ')}</div>
                  </>
                ),
              },
              { title: t('hold.severity'), key: 'severity', responsive: ['sm'], render: (_, hold) => <Severity severity={hold.severity} /> },
              {
                title: t('hold.stateLabel'),
                key: 'state',
                render: (_, hold) => (
                  <>
                    <HoldStateChip state={hold.state} />
                    <div className="muted small">{stateNote(hold)}</div>
                  </>
                ),
              },
              { title: t('hold.opened'), key: 'opened', responsive: ['md'], render: (_, hold) => format.dateTime(hold.openedAt) },
              {
                title: <span className="sr-only">{t('hold.actions')}</span>,
                key: 'actions',
                align: 'right',
                render: (_, hold) => (
                  <div className="row-actions">
                    {hold.state === 'OPEN' && can('complaint:write') && (
                      <Button onClick={() => confirmResolve(hold)}>{t('hold.resolve')}</Button>
                    )}
                    {(hold.state === 'OPEN' || hold.state === 'COOLING_DOWN') && can('governance:release') && (
                      <Button onClick={() => setReleasing(hold)}>{t('hold.release')}</Button>
                    )}
                  </div>
                ),
              },
            ]}
          />
          <More pages={holds} shown={shown.length} />
        </section>
      )}
      <ReleaseModal hold={releasing} onClose={() => setReleasing(undefined)} />
      <ComplaintDrawer open={complaint === 'new'} onClose={() => setComplaint(undefined)} />
    </>
  );

  function stateNote(hold: Hold): string {
    switch (hold.state) {
      case 'OPEN':
        return t('hold.note.OPEN');
      case 'COOLING_DOWN':
        return hold.until ? t('hold.note.COOLING_DOWN', { at: format.dateTime(hold.until) }) : '';
      case 'RELEASED':
        return hold.release ? `${hold.release.by}: ${hold.release.reason}` : '';
      case 'ENDED':
        return hold.until ? format.dateTime(hold.until) : '';
    }
  }
}

function Severity({ severity }: { severity: Hold['severity'] }) {
  const { t } = useTranslation();
  const level = { LOW: 1, MEDIUM: 2, HIGH: 3 }[severity];
  return (
    <span className="severity">
      <span aria-hidden="true">{[1, 2, 3].map((step) => <i key={step} className={step <= level ? 'on' : ''} />)}</span>
      {t(`hold.severities.${severity}`)}
    </span>
  );
}

function ReleaseModal({ hold, onClose }: { hold: Hold | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const release = useMutation({
    mutationFn: ({ holdId, reason }: { holdId: string; reason: string }) =>
      answer(api.POST('/api/v1/holds/{holdId}:release', { params: { path: { holdId } }, body: { reason } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['holds'] });
      void message.success(t('hold.released'));
      close();
    },
  });
  const close = () => {
    release.reset();
    onClose();
  };
  return (
    <Modal
      open={Boolean(hold)}
      title={t('hold.releaseTitle')}
      okText={t('hold.release')}
      cancelText={t('common.cancel')}
      confirmLoading={release.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('hold.releaseText')}</p>
      <ProblemNotice error={release.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => hold && release.mutate({ holdId: hold.holdId, reason: reason.trim() })}>
        <Form.Item name="reason" label={t('hold.reason')} extra={t('hold.reasonHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={3} autoFocus maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
