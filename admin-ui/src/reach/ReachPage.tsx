import { PauseOutlined, CaretRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Tabs } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useOutletContext } from 'react-router';
import type { Schemas } from '../api/client';
import { reachQuery } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { ChannelCard } from './ChannelCard';
import { HeavyPeople, LeakagePeople } from './People';
import { TouchesDrawer } from './TouchesDrawer';
import { WhatIf } from './WhatIf';

const REFRESH_MILLIS = 5_000;

export function ReachPage() {
  const { t } = useTranslation();
  const can = useCan();
  const campaign = useOutletContext<Schemas['Campaign']>();
  const { campaignId } = campaign;
  const [paused, setPaused] = useUrlState('paused');
  const [tab, setTab] = useUrlState('tab');
  const [channel, setChannel] = useUrlState('channel');
  const [person, setPerson] = useUrlState('person');
  const people = useRef<HTMLDivElement>(null);
  const reach = useQuery(reachQuery(campaignId, paused ? false : REFRESH_MILLIS));

  const showPeople = (list: 'heavy' | 'leakage', wanted: string) => {
    setTab(list);
    setChannel(wanted);
    people.current?.scrollIntoView({ behavior: 'smooth' });
  };

  if (!reach.data) {
    return reach.isLoading ? <Skeleton active paragraph={{ rows: 10 }} /> : <ProblemNotice error={reach.error} onRetry={() => void reach.refetch()} />;
  }
  const nobody = reach.data.channels.every((each) => each.exposures === 0);
  return (
    <>
      <ReachHead
        reach={reach.data}
        stale={reach.isError}
        paused={Boolean(paused)}
        onPause={(next) => setPaused(next ? '1' : undefined)}
      />
      {nobody && (
        <EmptyState
          title={t('reach.emptyTitle')}
          action={can('import:write') && <Link to={`/imports/new?campaign=${campaignId}`}><Button type="primary">{t('campaign.importLog')}</Button></Link>}
        >
          {t(campaign.status === 'ACTIVE' ? 'reach.emptyActive' : 'reach.empty')}
        </EmptyState>
      )}
      <div className="channel-cards">
        {!nobody && reach.data.channels.map((each, index) => (
          <ChannelCard
            key={`${each.channel} ${index}`}
            reach={each}
            row={campaign.plan.find((row) => row.channel === each.channel && row.target === each.target)}
            onPeople={showPeople}
          />
        ))}
      </div>
      <div ref={people} className="panel people">
        <Tabs
          activeKey={tab ?? 'heavy'}
          onChange={(next) => setTab(next === 'heavy' ? undefined : next)}
          destroyOnHidden
          items={[
            { key: 'heavy', label: t('reach.heavy'), children: <HeavyPeople campaign={campaign} channel={channel} onChannel={setChannel} onPerson={setPerson} /> },
            { key: 'leakage', label: t('reach.leakage'), children: <LeakagePeople campaign={campaign} channel={channel} onChannel={setChannel} onPerson={setPerson} /> },
            ...(can('simulation:run') ? [{ key: 'what-if', label: t('whatIf.title'), children: <WhatIf campaign={campaign} /> }] : []),
          ]}
        />
      </div>
      <TouchesDrawer profileId={person} onClose={() => setPerson(undefined)} />
    </>
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
  const excluded = Object.entries(reach.excluded ?? {}).filter(([, count]) => count > 0);
  const reasonText = (reason: string) => (i18n.exists(`reason.${reason}`) ? i18n.t(`reason.${reason}` as 'reason.HOLDOUT') : reason);
  return (
    <section className="reach-head" aria-label={t('reach.summary')}>
      <div>
        <span className="figure-label">{t('reach.eligible')}</span>
        <span className="figure-value">{format.number(reach.eligible)}</span>
      </div>
      {reach.byIdentity && (
        <div>
          <span className="figure-label">{t('reach.byIdentity')}</span>
          <span className="identity">
            {(['person', 'device', 'cookie'] as const).map((strength) => (
              <span key={strength}>{t(`reach.strength.${strength}`)} <b>{format.number(reach.byIdentity?.[strength] ?? 0)}</b></span>
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
