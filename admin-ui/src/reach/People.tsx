import { DownloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { App, Button, Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { download, type Schemas } from '../api/client';
import { heavyQuery, leakageQuery } from '../api/queries';
import { useChannelName } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice, useProblemText } from '../ui/ProblemNotice';

interface Props {
  campaign: Schemas['Campaign'];
  channel: string | undefined;
  onChannel: (channel: string | undefined) => void;
  onPerson: (profileId: string) => void;
}

export function HeavyPeople({ campaign, channel, onChannel, onPerson }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const causeText = useCauseText();
  const heavy = useInfiniteQuery(heavyQuery(campaign.campaignId, channel));
  const people = heavy.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('reach.heavyLead')}</p>
        <ChannelSelect campaign={campaign} channel={channel} onChannel={onChannel} />
      </div>
      <ProblemNotice error={heavy.error} onRetry={() => void heavy.refetch()} />
      <Table<Schemas['HeavyPerson']>
        size="small"
        rowKey={(person) => `${person.profileId} ${person.channel}`}
        loading={heavy.isLoading}
        dataSource={people}
        pagination={false}
        virtual={people.length > 200}
        {...(people.length > 200 ? { scroll: { y: 560, x: 640 } } : {})}
        locale={{ emptyText: t('reach.noHeavy') }}
        columns={[
          { title: t('reach.person'), key: 'person', render: (_, person) => <PersonLink profileId={person.profileId} onPerson={onPerson} /> },
          { title: t('campaign.channel'), key: 'channel', render: (_, person) => nameOf(person.channel) },
          { title: t('reach.touchesShort'), key: 'touches', align: 'right', render: (_, person) => format.number(person.touches ?? person.exposures) },
          { title: t('reach.aboveBy'), key: 'over', align: 'right', render: (_, person) => <b className="over">+{format.number(person.over ?? person.heavyTouches)}</b> },
          {
            title: t('reach.cause'),
            key: 'cause',
            responsive: ['md'],
            render: (_, person) => (person.causes ?? (person.cause ? [person.cause] : [])).map(causeText).join(' · ') || '–',
          },
          { title: t('channel.partner'), key: 'partner', responsive: ['lg'], render: (_, person) => person.partnerId ?? '–' },
        ]}
      />
      <More pages={heavy} shown={people.length} />
    </>
  );
}

export function LeakagePeople({ campaign, channel, onChannel, onPerson }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const leakage = useInfiniteQuery(leakageQuery(campaign.campaignId, channel));
  const people = leakage.data?.pages.flatMap((page) => page.items) ?? [];
  const save = useMutation({
    mutationFn: () => {
      const query = channel ? `?${new URLSearchParams({ channel })}` : '';
      return download(
        `/api/v1/campaigns/${encodeURIComponent(campaign.campaignId)}/leakage${query}`,
        'text/csv',
        `leakage-${channel ?? 'all'}-${new Date().toISOString().slice(0, 10)}.csv`,
      );
    },
    onSuccess: () => void message.success(t('reach.exported')),
    onError: (error) => void message.error(problemText(error).title),
  });
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('reach.leakageLead')}</p>
        <ChannelSelect campaign={campaign} channel={channel} onChannel={onChannel} />
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>{t('reach.export')}</Button>
      </div>
      <ProblemNotice error={leakage.error} onRetry={() => void leakage.refetch()} />
      <Table<Schemas['LeakagePerson']>
        size="small"
        rowKey={(person) => `${person.profileId} ${person.channel} ${person.target}`}
        loading={leakage.isLoading}
        dataSource={people}
        pagination={false}
        virtual={people.length > 200}
        {...(people.length > 200 ? { scroll: { y: 560, x: 640 } } : {})}
        locale={{ emptyText: t('reach.noLeakage') }}
        columns={[
          { title: t('reach.person'), key: 'person', render: (_, person) => <PersonLink profileId={person.profileId} onPerson={onPerson} /> },
          { title: t('campaign.channel'), key: 'channel', render: (_, person) => nameOf(person.channel) },
          {
            title: t('reach.touchesShort'),
            key: 'touches',
            align: 'right',
            render: (_, person) => t('reach.ofPlan', {
              touches: format.number(person.touches ?? person.exposures ?? person.target - person.remaining),
              target: format.number(person.target),
            }),
          },
          { title: t('reach.remaining'), key: 'remaining', align: 'right', render: (_, person) => <b className="under">{format.number(person.remaining)}</b> },
        ]}
      />
      <More pages={leakage} shown={people.length} />
    </>
  );
}

function ChannelSelect({ campaign, channel, onChannel }: Pick<Props, 'campaign' | 'channel' | 'onChannel'>) {
  const { t } = useTranslation();
  const nameOf = useChannelName();
  const channels = [...new Set(campaign.plan.map((row) => row.channel))];
  return (
    <Select
      className="channel-select"
      aria-label={t('campaign.channel')}
      value={channel ?? ''}
      onChange={(next) => onChannel(next || undefined)}
      options={[{ value: '', label: t('reach.allChannels') }, ...channels.map((value) => ({ value, label: nameOf(value) }))]}
    />
  );
}

function PersonLink({ profileId, onPerson }: { profileId: string; onPerson: (profileId: string) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="linkish mono" title={profileId} aria-label={t('reach.openPerson', { id: profileId })} onClick={() => onPerson(profileId)}>
      {shortId(profileId)}
    </button>
  );
}

/** The first and the last of an id: enough to tell two people in a list apart. */
export function shortId(id: string): string {
  return id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}

export function useCauseText(): (cause: string) => string {
  const { i18n } = useTranslation();
  return (cause) => (i18n.exists(`cause.${cause}`) ? i18n.t(`cause.${cause}` as 'cause.OVER_PLAN') : cause);
}
