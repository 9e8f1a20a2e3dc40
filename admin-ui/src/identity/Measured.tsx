import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { LABELS_MAX, labelsIn } from './labels';

/** What a run was measured to be by labels, and measuring it by others. */
export function Measured({ run }: { run: Schemas['LinkageRun'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const measured = run.measured;
  const share = (value: number | null | undefined) => (typeof value === 'number' ? format.percent(value) : '–');
  return (
    <>
      <h3>{t('linkage.byLabels')}</h3>
      {!measured && <p className="muted">{t('linkage.neverMeasured')}</p>}
      {measured && (
        <>
          <p className="muted">{t('linkage.measuredAt', { time: format.dateTime(measured.measuredAt), count: measured.records, unknown: format.number(measured.unknownRecords) })}</p>
          <dl className="numbers wide-numbers">
            <div><dt>{t('linkage.precision')}</dt><dd>{share(measured.precision)}<small>{t('linkage.rightOf', { right: format.number(measured.pairsRight), count: measured.pairsFound })}</small></dd></div>
            <div><dt>{t('linkage.recall')}</dt><dd>{share(measured.recall)}<small>{t('linkage.foundOf', { found: format.number(measured.pairsRight), count: measured.pairsReal })}</small></dd></div>
            <div><dt>F1</dt><dd>{share(measured.f1)}</dd></div>
          </dl>
          <div className="quality-columns">
            <Pairs title={t('linkage.falsePairs')} pairs={measured.falsePairs} />
            <Pairs title={t('linkage.missedPairs')} pairs={measured.missedPairs} />
          </div>
        </>
      )}
      {can('identity:write') && <Measure runId={run.runId} />}
    </>
  );
}

function Pairs({ title, pairs }: { title: string; pairs: Schemas['RecordPair'][] }) {
  return pairs.length > 0 && (
    <div>
      <h4>{title}</h4>
      <ul className="plain-list">{pairs.map(({ first, second }) => <li key={`${first} ${second}`} className="mono">{first} · {second}</li>)}</ul>
    </div>
  );
}

function Measure({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { labels, wrongLine } = labelsIn(text);
  const measure = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/identity/linkage-runs/{runId}:evaluate', { params: { path: { runId } }, body: { persons: labels } })),
    onSuccess: async () => {
      setText('');
      await queries.invalidateQueries({ queryKey: ['linkage-runs'] });
    },
  });
  const wrong = wrongLine !== undefined ? t('linkage.wrongLine', { line: wrongLine }) : labels.length > LABELS_MAX ? t('linkage.tooManyLabels') : undefined;
  return (
    <>
      <label htmlFor="labels">{t('linkage.labels')}</label>
      <Input.TextArea id="labels" className="mono" rows={4} value={text} onChange={(event) => setText(event.target.value)} placeholder={'r-1,p-1\nr-2,p-1'} status={wrong ? 'error' : ''} />
      <p className={`small ${wrong ? 'over' : 'muted'}`} role={wrong ? 'alert' : undefined}>{wrong ?? t('linkage.labelsHint')}</p>
      <ProblemNotice error={measure.error} />
      <div className="form-actions">
        <Button disabled={labels.length === 0 || Boolean(wrong)} loading={measure.isPending} onClick={() => measure.mutate()}>{t('linkage.measure')}</Button>
      </div>
    </>
  );
}
