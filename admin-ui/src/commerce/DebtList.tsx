import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { owedByCurrency, type Owed } from './debts';
import { useMoney } from './ui';

/** What a guide owes, by currency, with the sales it comes from. */
export function DebtList({ debts, actions }: { debts: Schemas['GuideDebt'][]; actions?: (owed: Owed) => ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  return (
    <ul className="rows debts">
      {owedByCurrency(debts).map((owed) => (
        <li key={owed.currency}>
          <div className="earned"><strong>{owed.currency}</strong><b>{money(owed.totalMinor, owed.currency)}</b></div>
          <ul className="movements">
            {owed.debts.map((debt) => (
              <li key={debt.commissionId}>
                <span><span className="mono">{debt.orderId}</span> · {t('sale.line', { line: debt.lineId })}<span className="muted"> · {t('debt.since', { date: format.date(debt.since) })}</span></span>
                <b>{money(debt.debtMinor, debt.currency)}</b>
              </li>
            ))}
          </ul>
          {actions?.(owed)}
        </li>
      ))}
    </ul>
  );
}
