import { useQuery } from '@tanstack/react-query';
import { Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { ceilingsQuery, profileQuery, quietHoursQuery } from '../api/queries';
import { CampaignName } from '../campaigns/CampaignName';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { IdentifierText } from '../identity/IdentifierText';
import { shortId } from '../reach/People';
import { useFormat } from '../ui/format';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { GroundText } from './GroundText';
import { currentIdentifiers, partnerOf, ruleViews, type RuleView } from './rules';

type Explanation = Schemas['Explanation'];
const LOSERS_PER_PAGE = 20;

interface Props {
  explanation: Explanation;
  onPerson: (profileId: string) => void;
}

export function ExplanationView({ explanation, onPerson }: Props) {
  const { t } = useTranslation();
  const { candidates } = explanation;
  return (
    <>
      <Verdict explanation={explanation} onPerson={onPerson} />
      <section className="panel" aria-labelledby="rules">
        <h2 id="rules">{t('explanation.rules')}</h2>
        {explanation.ground && <p><GroundText ground={explanation.ground} /></p>}
        {explanation.rules.length > 0 && <p className="muted">{t(explanation.outcome === 'ALLOW' ? 'explanation.rulesAllowed' : 'explanation.rulesDenied')}</p>}
        {explanation.rules.length > 0 ? <Rules rules={explanation.rules} denied={explanation.outcome === 'DENY'} /> : <p className={explanation.ground ? 'muted' : undefined}>{t('explanation.noRules')}</p>}
      </section>
      {candidates && (
        <section className="panel" aria-labelledby="candidates">
          <h2 id="candidates">{t('explanation.candidates')}</h2>
          <p className="muted">{t('explanation.candidatesLead')}</p>
          {candidates.length > 0 ? <Candidates candidates={candidates} /> : <p>{t('explanation.noCandidates')}</p>}
        </section>
      )}
    </>
  );
}

function Verdict({ explanation, onPerson }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const reasonText = useReasonText();
  const { campaignId, askedCampaignId, profileId, requestId, grantId, state, retryAt, identityRulesVersion } = explanation;
  const partner = partnerOf(explanation.askedBy);
  const allowed = explanation.outcome === 'ALLOW';
  const campaign = campaignId ?? askedCampaignId;
  return (
    <section className="panel" aria-labelledby="verdict">
      <div className="verdict">
        <Chip tone={allowed ? 'live' : 'warn'}>{t(allowed ? 'explanation.allowed' : 'explanation.denied')}</Chip>
        <h2 id="verdict">{allowed ? t('explanation.left', { count: explanation.remaining }) : reasonText(explanation.reason ?? '')}</h2>
      </div>
      {retryAt && <p>{t('explanation.retryAt', { time: format.moment(retryAt) })}</p>}
      <dl className="facts">
        <dt>{t('explanation.who')}</dt>
        <dd>{profileId ? <Person profileId={profileId} onPerson={onPerson} /> : t('explanation.nobody')}</dd>
        <dt>{t('campaign.channel')}</dt>
        <dd>{nameOf(explanation.channel)}</dd>
        <dt>{t('campaign.one')}</dt>
        <dd>
          {campaign ? <CampaignName campaignId={campaign} /> : t('explanation.noCampaign')}
          {allowed && explanation.candidates && <div className="muted small">{t('explanation.wasChosen')}</div>}
        </dd>
        <dt>{t('explanation.askedBy')}</dt>
        <dd>{partner ? <span className="mono">{partner}</span> : t('access.platform')}</dd>
        <dt>{t('explanation.decidedAt')}</dt>
        <dd>{format.moment(explanation.decidedAt)}</dd>
        {state && (
          <>
            <dt>{t('explanation.since')}</dt>
            <dd>
              {t(`touches.state.${state}`)}
              {state === 'GRANTED' && explanation.expiresAt && ` · ${t('explanation.until', { time: format.dateTime(explanation.expiresAt) })}`}
            </dd>
          </>
        )}
        {identityRulesVersion !== undefined && (
          <>
            <dt>{t('explanation.identityRules')}</dt>
            <dd>{t('explanation.identityRulesVersion', { version: format.number(identityRulesVersion) })}</dd>
          </>
        )}
        {requestId && <><dt>{t('explanation.requestId')}</dt><dd className="mono small">{requestId}</dd></>}
        {grantId && <><dt>{t('explanation.grantId')}</dt><dd><Typography.Text copyable={{ text: grantId }} className="mono small">{shortId(grantId)}</Typography.Text></dd></>}
      </dl>
    </section>
  );
}

/** Whom the ask was for, as far as may be shown: identifiers are masked by the platform already. */
function Person({ profileId, onPerson }: { profileId: string; onPerson: (profileId: string) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const profile = useQuery({ ...profileQuery(profileId), enabled: can('identity:read') });
  const identifiers = profile.data ? currentIdentifiers(profile.data, profile.dataUpdatedAt) : [];
  return (
    <>
      <button type="button" className="linkish mono" title={profileId} aria-label={t('reach.openPerson', { id: shortId(profileId) })} onClick={() => onPerson(profileId)}>
        {shortId(profileId)}
      </button>
      {identifiers.map((identifier) => <span key={identifier.hash} className="identifier"><IdentifierText identifier={identifier} /></span>)}
    </>
  );
}

function Rules({ rules, denied }: { rules: Schemas['RuleFinding'][]; denied: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const views = ruleViews(rules);
  const decisive = denied ? views[0]?.key : undefined;
  return (
    <Table<RuleView>
      size="small"
      rowKey="key"
      dataSource={views}
      pagination={false}
      scroll={{ x: 560 }}
      columns={[
        {
          title: t('explanation.rule'),
          key: 'rule',
          render: (_, view) => <><RuleName view={view} />{view.key === decisive && <span className="tag">{t('explanation.decided')}</span>}</>,
        },
        { title: t('explanation.counted'), key: 'count', render: (_, view) => <RuleCount view={view} /> },
        {
          title: t('explanation.window'),
          key: 'window',
          render: (_, view) => (
            <>
              <RuleWindow view={view} />
              <div className="muted small">{format.moment(view.finding.windowFrom)} – {format.moment(view.finding.windowTo)}</div>
            </>
          ),
        },
        { title: t('explanation.version'), key: 'version', align: 'right', render: (_, view) => format.number(view.version) },
      ]}
    />
  );
}

function RuleName({ view: { finding } }: { view: RuleView }): ReactNode {
  const { t } = useTranslation();
  const can = useCan();
  const nameOf = useChannelName();
  const ceilings = useQuery({ ...ceilingsQuery, enabled: finding.kind === 'CEILING' && can('governance:read') });
  const quietHours = useQuery({ ...quietHoursQuery, enabled: finding.kind === 'QUIET_HOURS' && can('governance:read') });
  const id = finding.id ?? '';
  switch (finding.kind) {
    case 'PLAN':
      return <>{t('explanation.plan', { channel: nameOf(finding.channel ?? '') })}{finding.campaignId && <div><CampaignName campaignId={finding.campaignId} /></div>}</>;
    case 'CEILING':
      return t('explanation.ceiling', { name: ceilings.data?.find((known) => known.ceilingId === id)?.name ?? id });
    case 'QUIET_HOURS':
      return t('explanation.quietHours', { name: quietHours.data?.find((known) => known.quietHoursId === id)?.name ?? id });
  }
}

function RuleCount({ view: { finding, reached } }: { view: RuleView }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (finding.kind === 'QUIET_HOURS') {
    return <>–</>;
  }
  return (
    <>
      <b className={reached ? 'over' : 'exact'}>{t('explanation.countOf', { count: format.number(finding.count), target: format.number(finding.target) })}</b>
      {Boolean(finding.reserved) && <div className="muted small">{t('explanation.reserved', { count: finding.reserved ?? 0 })}</div>}
    </>
  );
}

function RuleWindow({ view: { finding, window, hours } }: { view: RuleView }) {
  const { t } = useTranslation();
  const windowText = useWindowText();
  if (hours) {
    return <>{t('explanation.hours', { from: hours.from, to: hours.to, zone: hours.zone })}</>;
  }
  return <>{window ? windowText(window) : finding.window}</>;
}

function Candidates({ candidates }: { candidates: Schemas['Candidate'][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonText = useReasonText();
  return (
    <Table<Schemas['Candidate']>
      size="small"
      rowKey="campaignId"
      dataSource={candidates}
      pagination={candidates.length > LOSERS_PER_PAGE ? { pageSize: LOSERS_PER_PAGE, showSizeChanger: false } : false}
      scroll={{ x: 560 }}
      columns={[
        { title: t('campaign.one'), key: 'campaign', render: (_, { campaignId }) => <CampaignName campaignId={campaignId} /> },
        { title: t('explanation.lostBecause'), key: 'reason', render: (_, { reason }) => reasonText(reason) },
        {
          title: t('explanation.counted'),
          key: 'rules',
          render: (_, { rules }) => ruleViews(rules).map((view) => <div key={view.key}><RuleCount view={view} /> <span className="muted small"><RuleWindow view={view} /></span></div>),
        },
        { title: t('explanation.version'), key: 'version', align: 'right', render: (_, { campaignVersion }) => format.number(campaignVersion) },
      ]}
    />
  );
}

/** Why an ask was denied, or a campaign not chosen; a reason that is not known here is shown as it is. */
function useReasonText(): (reason: string) => string {
  const { i18n } = useTranslation();
  return (reason) => (i18n.exists(`denial.${reason}`) ? i18n.t(`denial.${reason}` as 'denial.PLAN_REACHED') : reason);
}
