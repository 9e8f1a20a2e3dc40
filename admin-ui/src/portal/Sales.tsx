import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';
import { guideSalesQuery } from '../commerce/queries';
import { HoldStory } from '../commerce/SaleStory';
import { useMoney } from '../commerce/ui';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { Movements } from './Movements';
import { canAppeal, holdsOn, movementsOf, standingOf, type SaleStage } from './saleStanding';

type Sale = Schemas['GuideSale'];
type Hold = Schemas['SaleHold'];

const TONES = {
  UNPAID: 'quiet', CANCELLED: 'stop', NOTHING: 'quiet', PENDING: 'wait', HELD: 'warn', PAYABLE: 'ready', IN_PAYOUT: 'wait', PAID: 'live',
  OWED: 'warn', TAKEN_BACK: 'stop', RECOVERED: 'stop', WRITTEN_OFF: 'stop',
} as const satisfies Record<SaleStage, string>;

/** Every line the guide earns or earned on, the newest first, with where their part is and why. */
export function Sales({ guideId, holds, entries, onAppeal }: {
  guideId: string;
  holds: Hold[];
  entries: Schemas['StatementEntry'][];
  onAppeal: (hold: Hold) => void;
}) {
  const { t } = useTranslation();
  const sales = useInfiniteQuery({ ...guideSalesQuery(guideId), refetchInterval: 60_000 });
  const shown = sales.data?.pages.flatMap((page) => page.items) ?? [];
  if (shown.length === 0 && !sales.error) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="orders">
      <h2 id="orders">{t('portal.orders')}</h2>
      <ProblemNotice error={sales.error} onRetry={() => void sales.refetch()} />
      <ul className="rows">
        {shown.map((sale) => (
          <li key={`${sale.merchantId} ${sale.orderId} ${sale.lineId}`}>
            <SaleRow sale={sale} holds={holdsOn(sale, holds)} movements={movementsOf(sale, entries)} guideId={guideId} onAppeal={onAppeal} />
          </li>
        ))}
      </ul>
      <More pages={sales} shown={shown.length} />
    </section>
  );
}

function SaleRow({ sale, holds, movements, guideId, onAppeal }: {
  sale: Sale;
  holds: Hold[];
  movements: Schemas['StatementEntry'][];
  guideId: string;
  onAppeal: (hold: Hold) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const { language } = usePreferences();
  const { commission, net } = sale;
  const standing = standingOf(sale, new Date().toISOString());
  const currency = commission?.accrued.currency ?? net?.currency ?? '';
  const owed = standing.owedMinor > 0 ? t('portal.owed', { amount: money(standing.owedMinor, currency) }) : '';
  return (
    <>
      <div className="earned">
        <div>
          <strong>{sale.productTitle ?? t('portal.byReferral')}</strong>
          <div className="muted small">{sale.merchantName} · {format.dateTime(sale.placedAt)}</div>
          <div className="small"><span className="mono">{sale.orderId}</span> · {t('sale.line', { line: sale.lineId })}</div>
        </div>
        <b>{commission ? money(commission.left.amountMinor, currency) : '–'}</b>
      </div>
      <Chip tone={TONES[standing.stage]}>{t(`portal.stage.${standing.stage}`)}</Chip>
      <div className="muted small">
        {[
          standing.why && t(`portal.why.${standing.why}`, { at: format.dateTime(standing.at) }),
          standing.ended && t(`portal.ended.${standing.ended}`),
          standing.accruedMinor !== undefined && t('portal.partTakenBack', { amount: money(standing.accruedMinor, currency) }),
          owed,
        ].filter(Boolean).join(language === 'zh' ? '' : ' ')}
      </div>
      {holds.map((hold) => (
        <div key={hold.holdId} className="small">
          <HoldStory hold={hold} />
          {canAppeal(hold, guideId) && <Button size="small" onClick={() => onAppeal(hold)}>{t('portal.appeal')}</Button>}
        </div>
      ))}
      <details className="movements">
        <summary>{t('portal.details')}</summary>
        <dl className="facts">
          <dt>{t('portal.orderStatus')}</dt><dd>{t(`order.status.${sale.status}`)}</dd>
          <dt>{t('portal.whose')}</dt><dd>{t(`order.attribution.${sale.attribution}`)}</dd>
          {net && <><dt>{t('order.net')}</dt><dd>{money(net.amountMinor, net.currency)}{sale.quantity !== undefined && ` · ${t('order.quantity', { count: sale.quantity })}`}</dd></>}
          {sale.left && sale.left.amountMinor !== net?.amountMinor && <><dt>{t('order.left')}</dt><dd>{money(sale.left.amountMinor, sale.left.currency)}</dd></>}
        </dl>
        {movements.length > 0 && <Movements entries={movements} />}
      </details>
    </>
  );
}
