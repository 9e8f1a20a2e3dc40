import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { stageOfQuery } from './queries';
import { useStageName } from './useStageName';

/** At which stage a customer is, since when, and by what. */
export function StageOfPerson({ profileId }: { profileId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useStageName();
  const stage = useQuery(stageOfQuery(profileId));
  if (!stage.data) {
    return <ProblemNotice error={stage.error} onRetry={() => void stage.refetch()} />;
  }
  const { data } = stage;
  return (
    <section className="panel" aria-labelledby="stage">
      <h2 id="stage">{t('maturity.ofPerson')}</h2>
      <dl className="facts">
        <dt>{t('maturity.stageOf')}</dt>
        <dd><strong>{name(data.stage)}</strong>{data.since && <div className="muted small">{t('maturity.since', { time: format.dateTime(data.since) })}</div>}</dd>
        <dt>{t('maturity.paidOrders')}</dt>
        <dd>{format.number(data.paidOrders)}{data.firstOrderAt && <div className="muted small">{t('maturity.firstOrder', { time: format.dateTime(data.firstOrderAt) })}</div>}</dd>
        {data.changes.length > 1 && (
          <>
            <dt>{t('maturity.changes')}</dt>
            <dd>
              <ol className="plain-list">
                {data.changes.map((change) => <li key={change.at}>{t('maturity.change', { stage: name(change.stage), time: format.dateTime(change.at) })}</li>)}
              </ol>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
