import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { attributionQuery, orderQuery } from './queries';
import { DisputeStory, HoldStory } from './SaleStory';
import { GuideName, useMoney } from './ui';

type Status = Schemas['Order']['status'];
const TONES = { PLACED: 'wait', PAID: 'ready', DELIVERED: 'live', CANCELLED: 'stop' } as const satisfies Record<Status, string>;

/** Whose sale an order is, and why it is nobody else's. */
export function OrdersPage() {
  const { t } = useTranslation();
  const [orderId] = useUrlState('order');
  const [merchantId] = useUrlState('merchant');
  const change = useUrlChanges();
  return (
    <>
      <section className="panel">
        <Form<{ order: string; merchant?: string }>
          className="lookup"
          layout="vertical"
          initialValues={{ order: orderId, merchant: merchantId }}
          onFinish={({ order, merchant }) => change({ order: order.trim(), merchant: merchant?.trim() || undefined })}
        >
          <Form.Item className="grow" name="order" label={t('order.id')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
            <Input className="mono" autoComplete="off" allowClear />
          </Form.Item>
          <Form.Item name="merchant" label={t('order.merchant')} extra={t('order.merchantHint')}>
            <Input className="mono" autoComplete="off" allowClear />
          </Form.Item>
          <Button type="primary" htmlType="submit">{t('order.find')}</Button>
        </Form>
      </section>
      {orderId ? <Found key={`${merchantId}/${orderId}`} orderId={orderId} merchantId={merchantId} /> : <EmptyState title={t('order.startTitle')}>{t('order.start')}</EmptyState>}
    </>
  );
}

function Found({ orderId, merchantId }: { orderId: string; merchantId: string | undefined }) {
  const { t } = useTranslation();
  const money = useMoney();
  const order = useQuery(orderQuery(orderId, merchantId));
  const attribution = useQuery(attributionQuery(orderId, merchantId));
  if (!order.data) {
    return order.isLoading ? <Skeleton active /> : <ProblemNotice error={order.error} onRetry={() => void order.refetch()} />;
  }
  return (
    <>
      <section className="panel" aria-labelledby="order">
        <div className="verdict"><h2 id="order" className="mono">{order.data.orderId}</h2><Chip tone={TONES[order.data.status]}>{t(`order.status.${order.data.status}`)}</Chip></div>
        <p className="muted">{t('order.ofMerchant', { merchant: order.data.merchantId })}</p>
        <Table<Schemas['OrderLine']>
          size="small"
          rowKey="lineId"
          dataSource={order.data.lines}
          pagination={false}
          columns={[
            { title: t('order.product'), key: 'product', render: (_, line) => <><strong>{line.productId}</strong><div className="muted small">{t('order.quantity', { count: line.quantity })}</div></> },
            { title: t('order.net'), key: 'net', align: 'right', render: (_, line) => money(line.net.amountMinor, line.net.currency) },
            { title: t('order.left'), key: 'left', align: 'right', responsive: ['sm'], render: (_, line) => money(line.left.amountMinor, line.left.currency) },
            { title: t('order.sale'), key: 'sale', render: (_, line) => <>{line.guideId ? <GuideName guideId={line.guideId} /> : t('order.nobodys')}<div className="muted small">{t(`order.attribution.${line.attribution}`)}</div></> },
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="attribution">
        <h2 id="attribution">{t('order.why')}</h2>
        <ProblemNotice error={attribution.error} onRetry={() => void attribution.refetch()} />
        {attribution.isLoading && <Skeleton active />}
        {attribution.data && <Attribution attribution={attribution.data} />}
      </section>
    </>
  );
}

function Attribution({ attribution }: { attribution: Schemas['OrderAttribution'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p>
        {attribution.winner ? <>{t('order.winner')} <strong><GuideName guideId={attribution.winner} /></strong>. </> : `${t('order.noWinner')} `}
        <span className="muted">{t('order.rule', { version: attribution.ruleVersion })}</span>
      </p>
      {attribution.touches.length === 0 && <p className="muted">{t('order.noTouches')}</p>}
      <ol className="rows touches">
        {attribution.touches.map((touch) => (
          <li key={`${touch.clickId ?? touch.code}${touch.at}`}>
            <div>
              {touch.guideId && <strong><GuideName guideId={touch.guideId} /></strong>} <span className="muted">{t(`order.by.${touch.kind}`)} <span className="mono">{touch.code}</span></span>
              <div className="muted small">{format.dateTime(touch.at)}</div>
              <div>{touch.lost ? t(`order.lost.${touch.lost}`) : t('order.won')}</div>
            </div>
            <Chip tone={touch.lost ? 'stop' : 'live'}>{t(touch.lost ? 'order.lostMark' : 'order.wonMark')}</Chip>
          </li>
        ))}
      </ol>
      {attribution.lines.filter((line) => line.holds.length + line.disputes.length > 0).map((line) => (
        <div key={line.lineId} className="story">
          <h3>{t('sale.line', { line: line.lineId })}</h3>
          {line.holds.map((hold) => <HoldStory key={hold.holdId} hold={hold} />)}
          {line.disputes.map((dispute) => <DisputeStory key={dispute.disputeId} dispute={dispute} />)}
        </div>
      ))}
    </>
  );
}
