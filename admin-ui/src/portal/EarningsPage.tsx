import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { MOVEMENTS, statementQuery } from '../commerce/queries';
import { useMoney } from '../commerce/ui';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { Claims } from './Claims';
import { Held } from './Held';
import { useGuide } from './PortalFrame';
import { earningsOf, type OrderEarnings, type OrderStage } from './statement';

type Entry = Schemas['StatementEntry'];
const TONES = { WAITING: 'wait', RELEASED: 'live', REFUNDED: 'stop', OWED: 'warn', PARTLY_SHOWN: 'quiet' } as const satisfies Record<OrderStage, string>;
const BALANCES = ['pending', 'payable', 'reserved', 'paid', 'debt'] as const;

/** What the guide has in each currency, and for every order where its money is and why, and what they say is theirs. */
export function EarningsPage() {
  const { t } = useTranslation();
  const { guideId } = useGuide();
  const statement = useQuery(statementQuery(guideId));
  if (!statement.data) {
    return (
      <>
        <PageHeader title={t('portal.earnings')} />
        {statement.isLoading ? <Skeleton active /> : <ProblemNotice error={statement.error} onRetry={() => void statement.refetch()} />}
      </>
    );
  }
  const { balances, entries, held } = statement.data;
  const { orders, payouts } = earningsOf(entries);
  return (
    <>
      <PageHeader title={t('portal.earnings')} />
      <ProblemNotice error={statement.error} onRetry={() => void statement.refetch()} />
      {balances.length === 0 && <EmptyState title={t('portal.noEarnings')}>{t('portal.noEarningsHint')}</EmptyState>}
      {balances.map((balance) => <Balances key={balance.currency} balance={balance} />)}
      {held.length > 0 && <Held held={held} guideId={guideId} />}
      {orders.length > 0 && (
        <section className="panel" aria-labelledby="orders">
          <h2 id="orders">{t('portal.orders')}</h2>
          <ul className="rows">{orders.map((order) => <li key={`${order.orderId} ${order.currency}`}><Order order={order} /></li>)}</ul>
        </section>
      )}
      <Claims />
      {payouts.length > 0 && (
        <section className="panel" aria-labelledby="payouts">
          <h2 id="payouts">{t('portal.payouts')}</h2>
          <Movements entries={payouts} />
        </section>
      )}
      {entries.length >= MOVEMENTS && <p className="muted small">{t('portal.newestOnly', { shown: MOVEMENTS })}</p>}
    </>
  );
}

function Balances({ balance }: { balance: Schemas['GuideBalance'] }) {
  const { t } = useTranslation();
  const money = useMoney();
  return (
    <section className="panel" aria-label={balance.currency}>
      <h2>{balance.currency}</h2>
      <dl className="balances">
        {BALANCES.filter((kind) => kind !== 'debt' || balance.debtMinor > 0).map((kind) => (
          <div key={kind}>
            <dt>{t(`portal.balance.${kind}`)}</dt>
            <dd>{money(balance[`${kind}Minor`], balance.currency)}</dd>
            <dd className="small">{t(`portal.balanceHint.${kind}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Order({ order }: { order: OrderEarnings }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  return (
    <>
      <div className="earned">
        <div><strong className="mono">{order.orderId}</strong><div className="muted small">{format.dateTime(order.at)}</div></div>
        <b>{order.stage === 'PARTLY_SHOWN' ? '…' : money(order.amountMinor, order.currency)}</b>
      </div>
      <Chip tone={TONES[order.stage]}>{t(`portal.stage.${order.stage}`)}</Chip>
      <div className="muted small">{t(`portal.why.${order.stage}`)}</div>
      <details className="movements"><summary>{t('portal.movements')}</summary><Movements entries={order.movements} /></details>
    </>
  );
}

function Movements({ entries }: { entries: Entry[] }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const causeText = (cause: string) => (i18n.exists(`portal.cause.${cause}`) ? i18n.t(`portal.cause.${cause}` as 'portal.cause.ACCRUAL') : cause);
  return (
    <ul className="movements">
      {entries.map((entry, at) => (
        // Movements have no id of their own, and the list is only ever read anew as a whole.
        <li key={at}>
          <span>{causeText(entry.cause)} · {t(`portal.account.${entry.account}`)}<span className="muted"> · {format.dateTime(entry.at)}</span></span>
          <b>{money(entry.amountMinor, entry.currency)}</b>
        </li>
      ))}
    </ul>
  );
}
