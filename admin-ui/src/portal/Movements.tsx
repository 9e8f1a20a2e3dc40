import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useMoney } from '../commerce/ui';
import { useFormat } from '../ui/format';

/** Movements of the ledger, as they were read. */
export function Movements({ entries }: { entries: Schemas['StatementEntry'][] }) {
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
