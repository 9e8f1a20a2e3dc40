import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton, Table, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { evidenceQuery, profileQuery, type Purpose } from '../api/queries';
import { StageOfPerson } from '../maturity/StageOfPerson';
import { shortId } from '../reach/People';
import { TouchesDrawer } from '../reach/TouchesDrawer';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { EraseModal } from './EraseModal';
import { EvidenceGraph } from './EvidenceGraph';
import { EvidenceTable } from './EvidenceTable';
import { HistoryTimeline } from './HistoryTimeline';
import { IdentifierText } from './IdentifierText';
import { Nobody } from './Nobody';
import { actionsOf } from './profileActions';
import { PurposeFilter } from './PurposeFilter';
import { PURPOSES } from './purposes';
import { RecordsOfPerson } from './RecordsOfPerson';
import { profileAddress } from './split';
import { Splits } from './Splits';
import { Withdrawals } from './Withdrawals';
import { WithdrawModal } from './WithdrawModal';

/** One person: identifiers, what links them, and every way to take a link back. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { profileId = '' } = useParams();
  const [named, setPurpose] = useUrlState('purpose');
  const purpose = PURPOSES.find((each) => each === named) ?? 'ADS';
  const profile = useQuery(profileQuery(profileId, purpose));
  const header = { title: t('identity.profileOf', { id: shortId(profileId) }), back: { to: '/identity', label: t('identity.title') } };
  if (!profile.data) {
    const gone = profile.error instanceof ApiProblem && profile.error.status === 404;
    return (
      <>
        <PageHeader {...header} />
        {profile.isLoading && <Skeleton active paragraph={{ rows: 8 }} />}
        {gone ? <EmptyState title={t('identity.goneTitle')}>{t('identity.gone')}</EmptyState> : <ProblemNotice error={profile.error} onRetry={() => void profile.refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHeader {...header} actions={<ProfileActions profile={profile.data} purpose={purpose} />} />
      {!profile.data.records && (
        <div className="filters">
          <PurposeFilter purpose={purpose} onChange={setPurpose} />
        </div>
      )}
      {profile.data.records && <RecordsOfPerson asked={profileId} profile={profile.data} records={profile.data.records} />}
      {!profile.data.records && (profile.data.undetermined
        ? <Nobody profile={profile.data} purpose={purpose} />
        : <Person key={profile.data.profileId} asked={profileId} profile={profile.data} purpose={purpose} now={profile.dataUpdatedAt} />)}
    </>
  );
}

function ProfileActions({ profile, purpose }: { profile: Schemas['Profile']; purpose: Purpose }) {
  const { t } = useTranslation();
  const can = useCan();
  const may = actionsOf(profile);
  const [withdrawing, setWithdrawing] = useState(false);
  const [touches, setTouches] = useUrlState('touches');
  const [erasing, setErasing] = useState(false);
  return (
    <>
      {may.erase && can('identity:write') && <Button danger type="text" onClick={() => setErasing(true)}>{t('identity.erase')}</Button>}
      {may.withdraw && can('identity:write') && <Button onClick={() => setWithdrawing(true)}>{t('identity.withdraw')}</Button>}
      {may.touches && can('reach:read') && <Button onClick={() => setTouches('1')}>{t('identity.touches')}</Button>}
      {may.split && can('identity:write') && (
        <Link to={profileAddress(profile.profileId, purpose, '/split')}><Button type="primary">{t('identity.splitStart')}</Button></Link>
      )}
      <TouchesDrawer profileId={touches ? profile.profileId : undefined} onClose={() => setTouches(undefined)} />
      <WithdrawModal open={withdrawing} profile={profile} purpose={purpose} onClose={() => setWithdrawing(false)} />
      <EraseModal open={erasing} profile={profile} onClose={() => setErasing(false)} />
    </>
  );
}

interface PersonProps {
  asked: string;
  profile: Schemas['Profile'];
  purpose: Purpose;
  now: number;
}

function Person({ asked, profile, purpose, now }: PersonProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [tab, setTab] = useUrlState('tab');
  return (
    <>
      {asked !== profile.profileId && <Alert type="info" showIcon title={t('identity.mergedTitle')} description={t('identity.merged', { id: profile.profileId })} />}
      <Splits profile={profile} purpose={purpose} />
      <Withdrawals profile={profile} />
      <section className="panel" aria-labelledby="identifiers">
        <h2 id="identifiers">{t('identity.identifiers')}</h2>
        <Identifiers profile={profile} purpose={purpose} now={now} />
        <Ids profile={profile} />
      </section>
      {purpose === 'ADS' && can('reach:read') && <StageOfPerson profileId={profile.profileId} />}
      <section className="panel">
        <Tabs
          activeKey={tab ?? 'graph'}
          onChange={(next) => setTab(next === 'graph' ? undefined : next)}
          destroyOnHidden
          items={[
            { key: 'graph', label: t('identity.graph'), children: <EvidenceGraph profile={profile} now={now} /> },
            { key: 'evidence', label: t('identity.evidenceCount', { count: profile.evidenceCount }), children: <AllEvidence profile={profile} purpose={purpose} /> },
            { key: 'history', label: t('identity.history'), children: <HistoryTimeline profile={profile} /> },
          ]}
        />
      </section>
    </>
  );
}

/** Each identifier with the time it was this person's own. */
function Identifiers({ profile, purpose, now }: Omit<PersonProps, 'asked'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table<Schemas['OwnedIdentifier']>
      size="small"
      rowKey={(each) => `${each.hash} ${each.validFrom ?? ''}`}
      dataSource={profile.identifiers}
      pagination={profile.identifiers.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      columns={[
        { title: t('identity.identifier'), key: 'identifier', render: (_, each) => <IdentifierText identifier={each} /> },
        {
          title: t('identity.tenure'),
          key: 'tenure',
          render: (_, each) => {
            const past = each.validTo && Date.parse(each.validTo) <= now;
            return (
              <>
                {past && <Chip tone="stop">{t('identity.past')}</Chip>}{' '}
                {t('identity.tenureOf', {
                  from: each.validFrom ? format.dateTime(each.validFrom) : t('identity.always'),
                  to: each.validTo ? format.dateTime(each.validTo) : t('identity.now'),
                })}
              </>
            );
          },
        },
        { title: t('identity.firstSeen'), key: 'first', responsive: ['md'], render: (_, each) => format.dateTime(each.firstSeenAt) },
        { title: <span className="sr-only">{t('identity.why')}</span>, key: 'why', align: 'right', className: 'nowrap', render: (_, each) => <WhyLink profile={profile} purpose={purpose} hash={each.hash} /> },
      ]}
    />
  );
}

/** Why this identifier belongs to the person: the way to it from the oldest one. */
function WhyLink({ profile, purpose, hash }: { profile: Schemas['Profile']; purpose: Purpose; hash: string }) {
  const { t } = useTranslation();
  const [oldest] = [...profile.identifiers].sort((one, other) => one.firstSeenAt.localeCompare(other.firstSeenAt) || one.hash.localeCompare(other.hash));
  return oldest && oldest.hash !== hash ? <Link to={`/identity/why?a=${oldest.hash}&b=${hash}&purpose=${purpose}`}>{t('identity.whyHere')}</Link> : null;
}

function Ids({ profile }: { profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  return (
    <dl className="facts profile-ids">
      <dt>{t('identity.profileId')}</dt>
      <dd><Typography.Text copyable className="mono small">{profile.profileId}</Typography.Text></dd>
      {profile.aliases.length > 0 && (
        <>
          <dt>{t('identity.aliases')}</dt>
          <dd>
            <details>
              <summary>{t('identity.aliasCount', { count: profile.aliases.length })}</summary>
              <ul className="plain-list mono small">{profile.aliases.map((alias) => <li key={alias}>{alias}</li>)}</ul>
            </details>
          </dd>
        </>
      )}
    </dl>
  );
}

function AllEvidence({ profile, purpose }: { profile: Schemas['Profile']; purpose: Purpose }) {
  const { t } = useTranslation();
  const evidence = useInfiniteQuery(evidenceQuery(profile.profileId, purpose));
  const rows = evidence.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <p className="muted">{t('identity.evidenceLead')}</p>
      <ProblemNotice error={evidence.error} onRetry={() => void evidence.refetch()} />
      <EvidenceTable profile={profile} rows={rows} loading={evidence.isLoading} />
      <More pages={evidence} shown={rows.length} />
    </>
  );
}
