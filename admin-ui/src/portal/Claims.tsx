import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { merchantsQuery, saleDisputesQuery } from '../commerce/queries';
import { DISPUTE_TONES } from '../commerce/SaleStory';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { claimFaults, claimOf, type ClaimValues } from './claimForm';

type Dispute = Schemas['SaleDispute'];

/** The sales that the guide says are theirs, what became of each, and the way to claim another. */
export function Claims() {
  const { t } = useTranslation();
  const [claiming, setClaiming] = useState(false);
  const claims = useInfiniteQuery({ ...saleDisputesQuery(false), refetchInterval: 15_000 });
  const shown = claims.data?.pages.flatMap((page) => page.items).filter(({ side }) => side === 'CLAIMANT') ?? [];
  return (
    <section className="panel" aria-labelledby="claims">
      <h2 id="claims">{t('portal.claim.title')}</h2>
      <p className="muted">{t('portal.claim.lead')}</p>
      <Button block onClick={() => setClaiming(true)}>{t('portal.claim.make')}</Button>
      <ProblemNotice error={claims.error} onRetry={() => void claims.refetch()} />
      {shown.length > 0 && <ul className="rows apart">{shown.map((claim) => <li key={claim.disputeId}><Claim claim={claim} /></li>)}</ul>}
      <More pages={claims} shown={shown.length} />
      <ClaimDialog open={claiming} onClose={() => setClaiming(false)} />
    </section>
  );
}

function Claim({ claim }: { claim: Dispute }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, modal } = App.useApp();
  const changed = useClaimChanged();
  const { disputeId, orderId, lineId, state, statement, deadline, decidedAt, decision } = claim;
  const withdraw = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/guide-commerce/disputes/{disputeId}:withdraw', { params: { path: { disputeId } } })),
    onSuccess: async () => {
      await changed();
      void message.success(t('portal.claim.withdrawn'));
    },
  });
  const ask = () =>
    modal.confirm({
      title: t('portal.claim.withdrawTitle'),
      content: t('portal.claim.withdrawText'),
      okText: t('portal.claim.withdraw'),
      cancelText: t('common.cancel'),
      onOk: () => withdraw.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <div className="earned"><strong className="mono">{orderId}</strong><span className="muted small">{t('sale.line', { line: lineId })}</span></div>
      <Chip tone={DISPUTE_TONES[state]}>{t(`portal.claim.state.${state}`)}</Chip>
      <div className="muted small">{t(`portal.claim.means.${state}`, { at: format.dateTime(decidedAt ?? deadline) })}</div>
      {statement && <div className="small">{t('portal.claim.said', { text: statement })}</div>}
      {decision && (state === 'KEPT' || state === 'REASSIGNED') && <div className="small">{t('sale.decided', { text: decision })}</div>}
      <ProblemNotice error={withdraw.error} />
      {state === 'OPEN' && <Button loading={withdraw.isPending} onClick={ask}>{t('portal.claim.withdraw')}</Button>}
    </>
  );
}

function ClaimDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const changed = useClaimChanged();
  const [form] = Form.useForm<ClaimValues>();
  const [asksShop, setAsksShop] = useState(false);
  const shops = useInfiniteQuery({ ...merchantsQuery, enabled: asksShop });
  const claim = useMutation({
    mutationFn: (values: ClaimValues) => answer(api.POST('/api/v1/orders/{orderId}/disputes', claimOf(values))),
    onSuccess: async () => {
      await changed();
      void message.success(t('portal.claim.made'));
      close();
    },
    onError: (error) => {
      if (error instanceof ApiProblem) {
        setAsksShop((asked) => asked || error.code === 'AMBIGUOUS');
        form.setFields(claimFaults(error.problem, t('portal.claim.notThere')) as Parameters<typeof form.setFields>[0]);
      }
    },
  });
  const close = () => {
    claim.reset();
    setAsksShop(false);
    onClose();
  };
  const required = { required: true, whitespace: true, message: t('common.required') };
  return (
    <Modal
      open={open}
      title={t('portal.claim.askTitle')}
      okText={t('portal.claim.make')}
      cancelText={t('common.cancel')}
      confirmLoading={claim.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('portal.claim.askText')}</p>
      <ProblemNotice error={isNotThere(claim.error) ? null : claim.error} />
      <Form form={form} layout="vertical" preserve={false} initialValues={{ lineId: '1' }} onFinish={(values) => claim.mutate(values)}>
        <Form.Item name="orderId" label={t('order.id')} extra={t('portal.claim.orderHint')} rules={[required]}>
          <Input className="mono" autoFocus autoComplete="off" autoCapitalize="none" maxLength={100} />
        </Form.Item>
        {asksShop && (
          <Form.Item name="merchantId" label={t('order.merchant')} rules={[required]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={shops.isLoading}
              options={shops.data?.pages.flatMap((page) => page.items).map(({ merchantId, name }) => ({ value: merchantId, label: name })) ?? []}
            />
          </Form.Item>
        )}
        <Form.Item name="lineId" label={t('portal.claim.line')} extra={t('portal.claim.lineHint')} rules={[required]}>
          <Input className="mono" autoComplete="off" autoCapitalize="none" maxLength={100} />
        </Form.Item>
        <Form.Item name="statement" label={t('portal.claim.why')} extra={t('portal.claim.whyHint')} rules={[required]}>
          <Input.TextArea rows={3} maxLength={2_000} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** That is told at the order id. */
function isNotThere(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'NOT_FOUND';
}

/** A claim holds, gives or lets go of commission, so the statement is read anew as well. */
function useClaimChanged(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all([['sale-disputes'], ['guide']].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
