import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { clustersQuery, linkageRunsQuery, quarantineQuery } from '../api/queries';
import { shortId } from '../reach/People';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { IdentifierText } from './IdentifierText';
import { Measured } from './Measured';
import { PurposeFilter } from './PurposeFilter';
import { PURPOSES } from './purposes';
import { ReleaseModal } from './ReleaseModal';
import { Releases } from './Releases';
import { measuredOf } from './review';

/** How far to trust who is one person: too much joined shows in the sizes, too little in what linkage expects. */
export function QualityPage() {
  const { t } = useTranslation();
  const [named, setPurpose] = useUrlState('purpose');
  const purpose = PURPOSES.find((each) => each === named) ?? 'ADS';
  const clusters = useQuery(clustersQuery(purpose));
  return (
    <>
      <section className="panel" aria-labelledby="sizes">
        <div className="panel-head">
          <h2 id="sizes">{t('identity.sizes')}</h2>
          <PurposeFilter purpose={purpose} onChange={setPurpose} />
        </div>
        <p className="muted">{t('identity.sizesLead')}</p>
        <ProblemNotice error={clusters.error} onRetry={() => void clusters.refetch()} />
        {clusters.isLoading && <Skeleton active />}
        {clusters.data && (clusters.data.profiles === 0 ? <EmptyState title={t('identity.nobodyTitle')}>{t('identity.nobody')}</EmptyState> : <Sizes clusters={clusters.data} />)}
      </section>
      <Quarantine />
      <LastRun />
    </>
  );
}

function Sizes({ clusters }: { clusters: Schemas['Clusters'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(...clusters.bands.map((band) => band.profiles));
  return (
    <>
      <dl className="numbers wide-numbers">
        <div><dt>{t('identity.people')}</dt><dd>{format.number(clusters.profiles)}</dd></div>
        <div><dt>{t('identity.identifiers')}</dt><dd>{format.number(clusters.identifiers)}</dd></div>
        <div><dt>{t('identity.perPerson')}</dt><dd>{(clusters.identifiers / clusters.profiles).toFixed(1)}</dd></div>
        <div><dt>{t('identity.quarantined')}</dt><dd className={clusters.quarantined ? 'over' : ''}>{format.number(clusters.quarantined)}</dd></div>
      </dl>
      <div className="quality-columns">
        <table className="plain-table sizes">
          <caption className="sr-only">{t('identity.sizes')}</caption>
          <thead><tr><th scope="col">{t('identity.identifiers')}</th><th scope="col">{t('identity.people')}</th><th scope="col"><span className="sr-only">{t('reach.columnShare')}</span></th></tr></thead>
          <tbody>
            {clusters.bands.map((band) => (
              <tr key={band.from}>
                <th scope="row">{band.from === band.to ? format.number(band.from) : `${format.number(band.from)}–${format.number(band.to)}`}</th>
                <td>{format.number(band.profiles)}</td>
                <td><span className="size-bar"><i aria-hidden="true" style={{ width: `${(band.profiles / most) * 100}%` }} /></span><span className="small muted">{format.percent(band.profiles / clusters.profiles)}</span></td>
              </tr>
            ))}
          </tbody>
        </table>
        <div>
          <h3>{t('identity.largest')}</h3>
          <ol className="largest">
            {clusters.largest.map((each) => (
              <li key={each.profileId}><Link className="mono" to={`/identity/profiles/${each.profileId}`}>{shortId(each.profileId)}</Link> <span className="muted">{t('identity.identifierCount', { count: each.identifiers })}</span></li>
            ))}
          </ol>
        </div>
      </div>
    </>
  );
}

function Quarantine() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const quarantine = useInfiniteQuery(quarantineQuery);
  const [releasing, setReleasing] = useState<Schemas['Quarantined']>();
  const shown = quarantine.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="quarantine">
      <h2 id="quarantine">{t('identity.quarantine')}</h2>
      <p className="muted">{t('identity.quarantineLead')}</p>
      <ProblemNotice error={quarantine.error} onRetry={() => void quarantine.refetch()} />
      <Table<Schemas['Quarantined']>
        size="small"
        rowKey="hash"
        loading={quarantine.isLoading}
        dataSource={shown}
        pagination={false}
        locale={{ emptyText: <span className="muted">{t('identity.noQuarantine')}</span> }}
        columns={[
          { title: t('identity.identifier'), key: 'identifier', render: (_, each) => <IdentifierText identifier={each} /> },
          { title: t('identity.seenWith'), key: 'degree', align: 'right', render: (_, each) => t('identity.degreeOf', { count: each.degree, max: each.personsMax }) },
          { title: t('identity.since'), key: 'since', responsive: ['md'], render: (_, each) => format.dateTime(each.since) },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, each) => can('identity:write') && <Button type="link" size="small" onClick={() => setReleasing(each)}>{t('identity.release')}</Button>,
          },
        ]}
      />
      {shown.length > 0 && <p className="muted small">{t('identity.releaseHint')}</p>}
      <More pages={quarantine} shown={shown.length} />
      <Releases />
      {releasing && <ReleaseModal identifier={releasing} onClose={() => setReleasing(undefined)} />}
    </section>
  );
}

/** What the last completed run of linkage expects of itself, and what people have found since. */
function LastRun() {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = useInfiniteQuery(linkageRunsQuery);
  const run = runs.data?.pages.flatMap((page) => page.items).find((each) => each.status === 'COMPLETED');
  const measured = run && measuredOf(run);
  return (
    <section className="panel" aria-labelledby="accuracy">
      <h2 id="accuracy">{t('linkage.accuracy')}</h2>
      <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />
      {runs.data && !run && <p className="muted">{t('linkage.noRun')} <Link className="in-text" to="/identity/review">{t('linkage.toRuns')}</Link></p>}
      {run && (
        <>
          <p className="muted">{t('linkage.accuracyLead', { time: format.dateTime(run.finishedAt) })}</p>
          <dl className="numbers wide-numbers">
            <div><dt>{t('linkage.expectedPrecision')}</dt><dd>{format.percent(run.expectedPrecision ?? 0)}</dd></div>
            <div><dt>{t('linkage.expectedRecall')}</dt><dd>{format.percent(run.expectedRecall ?? 0)}</dd></div>
            <div><dt>{t('linkage.measured')}</dt><dd>{measured ? <>{format.percent(measured.sameShare)}<small>{t('linkage.measuredOf', { count: measured.decided })}</small></> : '–'}</dd></div>
          </dl>
          <p className="muted small">{t('linkage.expectedHint')} <Link className="in-text" to={`/identity/review?run=${run.runId}`}>{t('linkage.toRun')}</Link></p>
          <Measured run={run} />
        </>
      )}
    </section>
  );
}
