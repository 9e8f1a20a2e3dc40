import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Modal, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { SalesToHold } from './HoldByHand';
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
  return (
    <Undecided
      name="held"
      title={t('sale.held')}
      lead={t('sale.heldLead')}
      none={<EmptyState title={t('sale.noneHeld')}>{t('sale.noneHeldHint')}</EmptyState>}
      pages={holds}
      idOf={(hold) => hold.holdId}
      storyOf={(hold) => <HoldStory hold={hold} />}
      ways={['release', 'uphold']}
      onDecide={onDecide}
    />
  );
}

function Disputed({ onDecide }: { onDecide: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const disputes = useInfiniteQuery({ ...saleDisputesQuery(true), refetchInterval: 15_000 });
  return (
    <Undecided
      name="disputed"
      title={t('sale.disputes')}
      lead={t('sale.disputesLead')}
      none={<EmptyState title={t('sale.noneDisputed')}>{t('sale.noneDisputedHint')}</EmptyState>}
      pages={disputes}
      idOf={(dispute) => dispute.disputeId}
      storyOf={(dispute) => <DisputeStory dispute={dispute} />}
      ways={['keep', 'reassign']}
      onDecide={onDecide}
    />
  );
}

interface UndecidedProps<T> {
  name: string;
  title: string;
  lead: string;
  /** Shown where nothing waits. */
  none: ReactNode;
  pages: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  idOf: (sale: T) => string;
  storyOf: (sale: T) => ReactNode;
  /** For whom the commission is now, and against. */
  ways: [Action, Action];
  onDecide: (asked: Asked) => void;
}

/** Sales that wait for a decision of one kind. */
function Undecided<T extends Schemas['SaleHold'] | Schemas['SaleDispute']>({ name, title, lead, none, pages, idOf, storyOf, ways, onDecide }: UndecidedProps<T>) {
  const { t } = useTranslation();
  const shown = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const [stay, go] = ways;
  return (
    <section className="panel" aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      <p className="muted">{lead}</p>
      <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />
      {pages.isLoading && <Skeleton active />}
      {pages.data && shown.length === 0 && none}
      <ul className="rows">
        {shown.map((sale) => (
          <li key={idOf(sale)}>
            <Sale of={sale} />
            {storyOf(sale)}
            <div className="row-actions">
              <Button onClick={() => onDecide({ action: stay, id: idOf(sale) })}>{t(`sale.action.${stay}`)}</Button>
              <Button danger onClick={() => onDecide({ action: go, id: idOf(sale) })}>{t(`sale.action.${go}`)}</Button>
            </div>
          </li>
        ))}
      </ul>
      <More pages={pages} shown={shown.length} />
    </section>
  );
}

function Flagged() {
  const { t } = useTranslation();
  const format = useFormat();
  const [lookedAt, setLookedAt] = useState<string>();
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
            <Button size="small" onClick={() => setLookedAt(flag.guideId)}>{t('sale.seeSales')}</Button>
          </li>
        ))}
      </ul>
      <More pages={flags} shown={shown.length} />
      <Drawer open={lookedAt !== undefined} onClose={() => setLookedAt(undefined)} title={lookedAt && <GuideName guideId={lookedAt} />} size={520} destroyOnHidden>
        {lookedAt && <SalesToHold guideId={lookedAt} />}
      </Drawer>
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
