import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { saleDisputesQuery, saleFlagsQuery, saleHoldsQuery } from './queries';
import { DisputeStory, HoldStory } from './SaleStory';
import { GuideName } from './ui';

type Action = 'release' | 'uphold' | 'keep' | 'reassign';
interface Asked {
  action: Action;
  id: string;
}

/** Held commission and disputes that wait for a decision, and what is worth a look. */
export function SaleReviewPage() {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>();
  return (
    <>
      <Held onDecide={setAsked} />
      <Disputed onDecide={setAsked} />
      <Flagged />
      <Decision asked={asked} onClose={() => setAsked(undefined)} />
      <p className="muted small">{t('sale.deadlines')}</p>
    </>
  );
}

function Held({ onDecide }: { onDecide: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const holds = useInfiniteQuery({ ...saleHoldsQuery(true), refetchInterval: 15_000 });
  const shown = holds.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="held">
      <h2 id="held">{t('sale.held')}</h2>
      <p className="muted">{t('sale.heldLead')}</p>
      <ProblemNotice error={holds.error} onRetry={() => void holds.refetch()} />
      {holds.isLoading && <Skeleton active />}
      {holds.data && shown.length === 0 && <EmptyState title={t('sale.noneHeld')}>{t('sale.noneHeldHint')}</EmptyState>}
      <ul className="rows">
        {shown.map((hold) => (
          <li key={hold.holdId}>
            <Sale of={hold} />
            <HoldStory hold={hold} />
            <div className="row-actions">
              <Button onClick={() => onDecide({ action: 'release', id: hold.holdId })}>{t('sale.action.release')}</Button>
              <Button danger onClick={() => onDecide({ action: 'uphold', id: hold.holdId })}>{t('sale.action.uphold')}</Button>
            </div>
          </li>
        ))}
      </ul>
      <More pages={holds} shown={shown.length} />
    </section>
  );
}

function Disputed({ onDecide }: { onDecide: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const disputes = useInfiniteQuery({ ...saleDisputesQuery(true), refetchInterval: 15_000 });
  const shown = disputes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="disputed">
      <h2 id="disputed">{t('sale.disputes')}</h2>
      <p className="muted">{t('sale.disputesLead')}</p>
      <ProblemNotice error={disputes.error} onRetry={() => void disputes.refetch()} />
      {disputes.isLoading && <Skeleton active />}
      {disputes.data && shown.length === 0 && <EmptyState title={t('sale.noneDisputed')}>{t('sale.noneDisputedHint')}</EmptyState>}
      <ul className="rows">
        {shown.map((dispute) => (
          <li key={dispute.disputeId}>
            <Sale of={dispute} />
            <DisputeStory dispute={dispute} />
            <div className="row-actions">
              <Button onClick={() => onDecide({ action: 'keep', id: dispute.disputeId })}>{t('sale.action.keep')}</Button>
              <Button danger onClick={() => onDecide({ action: 'reassign', id: dispute.disputeId })}>{t('sale.action.reassign')}</Button>
            </div>
          </li>
        ))}
      </ul>
      <More pages={disputes} shown={shown.length} />
    </section>
  );
}

function Flagged() {
  const { t } = useTranslation();
  const format = useFormat();
  const flags = useInfiniteQuery(saleFlagsQuery);
  const shown = flags.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="flagged">
      <h2 id="flagged">{t('sale.flags')}</h2>
      <p className="muted">{t('sale.flagsLead')}</p>
      <ProblemNotice error={flags.error} onRetry={() => void flags.refetch()} />
      <ul className="rows">
        {shown.map((flag) => (
          <li key={flag.flagId}>
            <strong><GuideName guideId={flag.guideId} /></strong>
            <div>{t(`sale.flag.${flag.kind}`, { count: flag.orders })}</div>
            <div className="muted small">{format.dateTime(flag.at)}</div>
          </li>
        ))}
      </ul>
      <More pages={flags} shown={shown.length} />
    </section>
  );
}

function Sale({ of }: { of: Schemas['SaleHold'] | Schemas['SaleDispute'] }) {
  const { t } = useTranslation();
  const address = `/guides/orders?order=${encodeURIComponent(of.orderId)}&merchant=${encodeURIComponent(of.merchantId)}`;
  return (
    <div>
      {of.guideId && <><strong><GuideName guideId={of.guideId} /></strong> · </>}<Link to={address} className="mono">{of.orderId}</Link>
      <span className="muted small"> {t('sale.line', { line: of.lineId })}</span>
    </div>
  );
}

function Decision({ asked, onClose }: { asked: Asked | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const decide = useMutation({
    mutationFn: ({ action, id, reason }: Asked & { reason: string }) => send(action, id, reason),
    onSuccess: async () => {
      await Promise.all([['sale-holds'], ['sale-disputes'], ['order']].map((queryKey) => queries.invalidateQueries({ queryKey })));
      void message.success(t('sale.done'));
      close();
    },
  });
  const close = () => {
    decide.reset();
    onClose();
  };
  return (
    <Modal
      open={Boolean(asked)}
      title={asked && t(`sale.ask.${asked.action}`)}
      okText={asked && t(`sale.action.${asked.action}`)}
      cancelText={t('common.cancel')}
      confirmLoading={decide.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{asked && t(`sale.askText.${asked.action}`)}</p>
      <ProblemNotice error={decide.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => asked && decide.mutate({ ...asked, reason: reason.trim() })}>
        <Form.Item name="reason" label={t('sale.why')} extra={t('sale.whyHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={3} autoFocus maxLength={2000} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** The four decisions, each by its own address. */
async function send(action: Action, id: string, reason: string): Promise<void> {
  const body = { reason };
  const hold = { params: { path: { holdId: id } }, body };
  const dispute = { params: { path: { disputeId: id } }, body };
  switch (action) {
    case 'release':
      await answer(api.POST('/api/v1/guide-commerce/holds/{holdId}:release', hold));
      break;
    case 'uphold':
      await answer(api.POST('/api/v1/guide-commerce/holds/{holdId}:uphold', hold));
      break;
    case 'keep':
      await answer(api.POST('/api/v1/guide-commerce/disputes/{disputeId}:keep', dispute));
      break;
    case 'reassign':
      await answer(api.POST('/api/v1/guide-commerce/disputes/{disputeId}:reassign', dispute));
      break;
  }
}
