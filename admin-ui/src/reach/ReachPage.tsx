import { PauseOutlined, CaretRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton, Tabs } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useOutletContext } from 'react-router';
import type { Schemas } from '../api/client';
import { reachQuery, type PlanRowKey } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { LateConfirms } from '../channels/LateConfirms';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { ChannelCard } from './ChannelCard';
import { figuresOf, STRENGTHS, type Bar } from './histogram';
import { AutomatedPeople, BarPeople, HeavyPeople, LeakagePeople } from './People';
import { planRowId, planRowKeys } from './planRows';
import { TouchesDrawer } from './TouchesDrawer';
import { WhatIf } from './WhatIf';

const REFRESH_MILLIS = 5_000;

export function ReachPage() {
  const { t } = useTranslation();
  const can = useCan();
  const campaign = useOutletContext<Schemas['Campaign']>();
  const { campaignId } = campaign;
  const format = useFormat();
  const [paused, setPaused] = useUrlState('paused');
  const [tab, setTab] = useUrlState('tab');
  const [row, setRow] = useUrlState('channel');
  const [restated, setRestated] = useUrlState('restated');
  const [person, setPerson] = useUrlState('person');
  const change = useUrlChanges();
  const people = useRef<HTMLDivElement>(null);
  const reach = useQuery(reachQuery(campaignId, paused ? false : REFRESH_MILLIS));

  const rows = useMemo(() => planRowKeys(campaign.plan), [campaign.plan]);
  const of = rows.find((key) => planRowId(key) === row) ?? rows[0];

  const showPeople = (list: 'heavy' | 'leakage', wanted: PlanRowKey) => {
    change({ tab: list === 'heavy' ? undefined : list, channel: planRowId(wanted) });
    people.current?.scrollIntoView({ behavior: 'smooth' });
  };
  const showBar = (bar: Bar, wanted: PlanRowKey) => {
    change({ tab: 'customers', channel: planRowId(wanted), exposures: bar.label });
    people.current?.scrollIntoView({ behavior: 'smooth' });
  };

  if (!reach.data) {
    return reach.isLoading ? <Skeleton active paragraph={{ rows: 10 }} /> : <ProblemNotice error={reach.error} onRetry={() => void reach.refetch()} />;
  }
  const report = restated && reach.data.restated ? { ...reach.data.restated, asOf: reach.data.asOf } : reach.data;
  const nobody = report.channels.every((each) => each.exposures === 0 && !each.open?.exposures);
  const keys = planRowKeys(report.channels);
  const ofReport = of && report.channels.find((each, index) => each.channel === of.channel && keys[index]?.row === of.row);
  return (
    <>
      <ReachHead
        reach={report}
        stale={reach.isError}
        paused={Boolean(paused)}
        onPause={(next) => setPaused(next ? '1' : undefined)}
      />
      {reach.data.frozenAt && (
        <Alert
          className="gap"
          type="info"
          showIcon
          title={t('reach.frozen', { time: format.dateTime(reach.data.frozenAt) })}
          description={reach.data.restated && t('reach.restatedHint')}
          action={reach.data.restated && <Button size="small" onClick={() => setRestated(restated ? undefined : '1')}>{t(restated ? 'reach.showFrozen' : 'reach.showRestated')}</Button>}
        />
      )}
      {campaign.status === 'ACTIVE' && <LateConfirms channels={report.channels.map((each) => each.channel)} />}
      {nobody && (
        <EmptyState
          title={t('reach.emptyTitle')}
          action={can('import:write') && <Link to={`/imports/new?campaign=${campaignId}`}><Button type="primary">{t('campaign.importLog')}</Button></Link>}
        >
          {t(campaign.status === 'ACTIVE' ? 'reach.emptyActive' : 'reach.empty')}
        </EmptyState>
      )}
      <div className="channel-cards">
        {!nobody && report.channels.map((each, index) => (
          <ChannelCard key={`${each.channel} ${index}`} reach={each} row={keys[index]?.row ?? 0} onPeople={showPeople} onBar={showBar} />
        ))}
      </div>
      <Uncounted id="unplanned" title={t('reach.unplanned')} channels={report.unplannedChannels ?? []} />
      <Uncounted id="automated" title={t('reach.automated')} hint={t('reach.automatedHint')} channels={report.automatedChannels ?? []} />
      <div ref={people} className="panel people">
        <Tabs
          activeKey={tab ?? 'heavy'}
          onChange={(next) => setTab(next === 'heavy' ? undefined : next)}
          destroyOnHidden
          items={[
            ...(of ? [{ key: 'heavy', label: t('reach.heavy'), children: <HeavyPeople campaign={campaign} of={of} onRow={setRow} onPerson={setPerson} /> }] : []),
            ...(of ? [{ key: 'leakage', label: t('reach.leakage'), children: <LeakagePeople campaign={campaign} of={of} onRow={setRow} onPerson={setPerson} /> }] : []),
            ...(of && ofReport ? [{ key: 'customers', label: t('reach.customers'), children: <BarPeople campaign={campaign} of={of} {...figuresOf(ofReport)} target={ofReport.target} onRow={setRow} onPerson={setPerson} /> }] : []),
            ...(report.excluded.AUTOMATED ? [{ key: 'automated', label: t('reach.automated'), children: <AutomatedPeople campaign={campaign} onPerson={setPerson} /> }] : []),
            ...(can('simulation:run') ? [{ key: 'what-if', label: t('whatIf.title'), children: <WhatIf campaign={campaign} /> }] : []),
          ]}
        />
      </div>
      <TouchesDrawer profileId={person} campaign={campaign} onClose={() => setPerson(undefined)} />
    </>
  );
}

interface UncountedProps {
  id: string;
  title: string;
  hint?: string;
  channels: NonNullable<Schemas['Reach']['unplannedChannels']>;
}

/** What is held against no plan is listed as such: channels without one, and what automated traffic was shown. */
function Uncounted({ id, title, hint, channels }: UncountedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  if (channels.length === 0) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className="muted">{hint}</p>}
      <table className="plain-table unplanned">
        <thead><tr><th scope="col">{t('campaign.channel')}</th><th scope="col">{t('reach.reached')}</th><th scope="col">{t('reach.exposures')}</th></tr></thead>
        <tbody>
          {channels.map((each) => (
            <tr key={each.channel}><th scope="row">{nameOf(each.channel)}</th><td>{format.number(each.reached)}</td><td>{format.number(each.exposures)}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadProps {
  reach: Schemas['Reach'];
  stale: boolean;
  paused: boolean;
  onPause: (paused: boolean) => void;
}

function ReachHead({ reach, stale, paused, onPause }: HeadProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const excluded = Object.entries(reach.excluded).filter(([, count]) => count > 0);
  const reasonText = (reason: string) => (i18n.exists(`reason.${reason}`) ? i18n.t(`reason.${reason}` as 'reason.NOT_IN_AUDIENCE') : reason);
  return (
    <section className="reach-head" aria-label={t('reach.summary')}>
      <div>
        <span className="figure-label">{t('reach.eligible')}</span>
        <span className="figure-value">{format.number(reach.eligible)}</span>
      </div>
      <div>
        <span className="figure-label">{t('reach.byIdentity')}</span>
        <span className="identity">
          {STRENGTHS.map((strength) => (
            <span key={strength}>{t(`reach.strength.${strength}`)} <b>{format.number(reach.byIdentity[strength])}</b></span>
          ))}
        </span>
      </div>
      {reach.byIdentity.missed && (
        <div>
          <span className="figure-label">{t('reach.missedByIdentity')}</span>
          <span className="identity">
            {STRENGTHS.map((strength) => (
              <span key={strength}>
                {t(`reach.strength.${strength}`)} <b>{t('reach.ofPlan', { touches: format.number(reach.byIdentity.missed?.[strength]), target: format.number(reach.byIdentity.eligible?.[strength]) })}</b>
              </span>
            ))}
          </span>
        </div>
      )}
      {excluded.length > 0 && (
        <div>
          <span className="figure-label">{t('reach.excluded')}</span>
          <span className="identity">{excluded.map(([reason, count]) => <span key={reason}>{reasonText(reason)} <b>{format.number(count)}</b></span>)}</span>
        </div>
      )}
      {reach.arms && (
        <div>
          <span className="figure-label">{t('reach.arms')}</span>
          <span className="identity">
            <span>{t('reach.heldOut', { percent: format.number(reach.arms.holdoutPercent) })} <b>{format.number(reach.arms.heldOut)}</b></span>
            <span title={t('reach.mixedHint')}>{t('reach.mixed')} <b>{format.number(reach.arms.mixed)}</b></span>
          </span>
        </div>
      )}
      <div className="as-of">
        <span className="muted small" title={format.dateTime(reach.asOf)}>
          {stale ? t('reach.staleAsOf', { time: format.time(reach.asOf) }) : t('reach.asOf', { time: format.time(reach.asOf) })}
        </span>
        <Button size="small" icon={paused ? <CaretRightOutlined aria-hidden /> : <PauseOutlined aria-hidden />} onClick={() => onPause(!paused)}>
          {paused ? t('reach.resume') : t('reach.live')}
        </Button>
      </div>
    </section>
  );
}
