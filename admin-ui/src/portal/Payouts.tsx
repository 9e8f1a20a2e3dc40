import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { guidePayoutsQuery } from '../commerce/queries';
import { ItemStatusChip, useMoney } from '../commerce/ui';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';

type Payout = Schemas['GuidePayout'];

/** The transfers to the guide, the newest first: where each stands, and what it pays for. */
export function Payouts({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const payouts = useInfiniteQuery({ ...guidePayoutsQuery(guideId), refetchInterval: 15_000 });
  const shown = payouts.data?.pages.flatMap((page) => page.items) ?? [];
  if (shown.length === 0 && !payouts.error) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="payouts">
      <h2 id="payouts">{t('portal.payouts')}</h2>
      <ProblemNotice error={payouts.error} onRetry={() => void payouts.refetch()} />
      <ul className="rows">{shown.map((payout) => <li key={payout.itemId}><PayoutRow payout={payout} /></li>)}</ul>
      <More pages={payouts} shown={shown.length} />
    </section>
  );
}

function PayoutRow({ payout }: { payout: Payout }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const { amountMinor, withheldMinor, currency, status, paid, netted } = payout;
  return (
    <>
      <div className="earned"><span className="muted small">{format.dateTime(payout.createdAt)}</span><b>{money(amountMinor, currency)}</b></div>
      <ItemStatusChip status={status} />
      <div className="muted small">{t(`portal.payoutMeans.${status}`, { at: format.dateTime(payout.changedAt) })}</div>
      <details className="movements">
        <summary>{t('portal.paysFor', { count: paid.count })}</summary>
        <Parts parts={paid} currency={currency} sign={1} />
        {netted.count > 0 && <><h3 className="small">{t('portal.netted')}</h3><Parts parts={netted} currency={currency} sign={-1} /></>}
        <ul className="movements">
          {withheldMinor > 0 && <li><span>{t('portal.taxKeptBack')}</span><b>{money(-withheldMinor, currency)}</b></li>}
          <li><span>{t('portal.transferred')}</span><b>{money(amountMinor, currency)}</b></li>
        </ul>
        <div className="muted small">{t('portal.endToEndId')} <span className="mono">{payout.endToEndId}</span></div>
      </details>
    </>
  );
}

function Parts({ parts, currency, sign }: { parts: Schemas['PayoutParts']; currency: string; sign: 1 | -1 }) {
  const { t } = useTranslation();
  const money = useMoney();
  const more = parts.count - parts.items.length;
  return (
    <ul className="movements">
      {parts.items.map((part, at) => (
        // A line can stand twice in a transfer, and the list is only ever read anew as a whole.
        <li key={at}><span><span className="mono">{part.orderId}</span> · {t('sale.line', { line: part.lineId })}</span><b>{money(sign * part.amountMinor, currency)}</b></li>
      ))}
      {more > 0 && <li><span>{t('portal.moreParts', { count: more })}</span><b>{money(sign * (parts.totalMinor - parts.items.reduce((sum, part) => sum + part.amountMinor, 0)), currency)}</b></li>}
    </ul>
  );
}
