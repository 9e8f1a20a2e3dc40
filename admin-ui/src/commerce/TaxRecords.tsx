import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { netIncomeMinor } from './debts';
import { taxRecordsQuery } from './queries';
import { useMoney } from './ui';

type Record = Schemas['TaxRecord'];

/** A guide's payouts as tax sees them: income, what was kept back, and what was corrected since. */
export function TaxRecords({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const records = useInfiniteQuery(taxRecordsQuery(guideId));
  const shown = records.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ProblemNotice error={records.error} onRetry={() => void records.refetch()} />
      {records.isSuccess && shown.length === 0 && <p className="muted">{t('tax.none')}</p>}
      <ul className="rows taxes">{shown.map((record) => <li key={record.itemId}><TaxRow record={record} /></li>)}</ul>
      <More pages={records} shown={shown.length} />
    </>
  );
}

function TaxRow({ record }: { record: Record }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const { currency, incomeMinor, withheldMinor } = record;
  const counted = netIncomeMinor(record);
  return (
    <>
      <div className="earned"><span>{t('tax.year', { year: record.taxYear })}<span className="muted small"> · {format.dateTime(record.at)}</span></span><b>{money(incomeMinor, currency)}</b></div>
      <div className="small">{t('tax.keptBack', { amount: money(withheldMinor, currency) })}</div>
      {record.correctedAt && <div className="muted small">{t('tax.failed', { date: format.date(record.correctedAt) })}</div>}
      {!record.correctedAt && counted !== incomeMinor && <div className="muted small">{t('tax.counts', { amount: money(counted, currency) })}</div>}
      {record.corrections.length > 0 && (
        <ul className="movements">
          {record.corrections.map((correction) => (
            <li key={`${correction.itemId} ${correction.orderId} ${correction.lineId}`}>
              <span><span className="mono">{correction.orderId}</span> · {t('sale.line', { line: correction.lineId })}<span className="muted"> · {t(correction.undoneAt ? 'tax.undone' : 'tax.takenBack', { date: format.date(correction.undoneAt ?? correction.at) })}</span></span>
              <b>{money(-correction.incomeMinor, currency)}</b>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
