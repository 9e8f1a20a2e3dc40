import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { bitsText, fieldRows, verdictsOf, type Agreement, type Verdict } from './review';
import { useWord } from './useWord';

const WIDEST_BITS = 16;

interface Props {
  pair: Schemas['LinkagePair'];
  deciding: boolean;
  /** Why the last decision about this pair was refused. */
  error: Error | null;
  onDecide: (verdict: Verdict) => void;
}

/** Two records side by side, with what each field says for and against their being one person. */
export function PairCard({ pair, deciding, error, onDecide }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { modal } = App.useApp();
  const verdicts = can('identity:write') ? verdictsOf(pair) : [];
  const joined = pair.state !== 'REVIEW';
  // Neither can be taken back, unlike finding two records the same.
  const askToPart = () =>
    modal.confirm({
      title: t(joined ? 'linkage.partTitle' : 'linkage.differentTitle', { first: pair.first.recordId, second: pair.second.recordId }),
      content: t(joined ? 'linkage.partText' : 'linkage.differentText'),
      okText: t(joined ? 'linkage.part' : 'linkage.different'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => onDecide('DIFFERENT'),
    });
  const title = `pair-${pair.pairId}`;
  return (
    <article className="panel pair" aria-labelledby={title}>
      <header className="panel-head">
        <h3 id={title}>{t('linkage.pair', { first: pair.first.recordId, second: pair.second.recordId })}</h3>
        <span className="muted">{t('linkage.weight', { probability: format.percent(pair.probability), bits: bitsText(pair.weightBits) })}</span>
      </header>
      <div className="table-scroll pair-fields" role="region" aria-labelledby={title} tabIndex={0}>
        <table className="plain-table">
          <caption className="sr-only">{t('linkage.fields')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('linkage.field')}</th>
              <th scope="col">{pair.first.source} · <span className="mono">{pair.first.recordId}</span></th>
              <th scope="col">{pair.second.source} · <span className="mono">{pair.second.recordId}</span></th>
              <th scope="col">{t('linkage.agreement')}</th>
              <th scope="col">{t('linkage.bits')}</th>
            </tr>
          </thead>
          <tbody>{fieldRows(pair).map((row) => <Field key={row.field} row={row} />)}</tbody>
        </table>
      </div>
      <ProblemNotice error={error} />
      {verdicts.length > 0 && (
        <div className="form-actions">
          {verdicts.includes('DIFFERENT') && <Button disabled={deciding} onClick={askToPart}>{t(joined ? 'linkage.part' : 'linkage.different')}</Button>}
          {verdicts.includes('SAME') && <Button type="primary" disabled={deciding} onClick={() => onDecide('SAME')}>{t('linkage.same')}</Button>}
        </div>
      )}
    </article>
  );
}

const TONES: Record<Agreement, string> = { exact: 'exact', similar: 'under', different: 'over', missing: 'muted' };

function Field({ row }: { row: ReturnType<typeof fieldRows>[number] }) {
  const { t } = useTranslation();
  const word = useWord();
  const width = `${Math.min(1, Math.abs(row.bits) / WIDEST_BITS) * 50}%`;
  return (
    <tr>
      <th scope="row">{row.field.startsWith('attributes.') ? row.field.slice('attributes.'.length) : word('recordField', row.field)}</th>
      <td>{row.first || <span className="muted">–</span>}</td>
      <td>{row.second || <span className="muted">–</span>}</td>
      <td className={TONES[row.agreement]}>{t(`linkage.agreements.${row.agreement}`)}</td>
      <td>
        <span className="bits">
          <span className="bits-bar" aria-hidden="true"><i className={row.bits < 0 ? 'against' : 'for'} style={{ width }} /></span>
          {row.agreement === 'missing' ? '–' : bitsText(row.bits)}
        </span>
      </td>
    </tr>
  );
}
