import { DownloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { App, Button, Select, Switch, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { download, type Schemas } from '../api/client';
import { automatedQuery, barQuery, heavyQuery, leakageOf, leakageQuery, type PlanRowKey } from '../api/queries';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice, useProblemText } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { barNamed, barsOf } from './histogram';
import { planRowId, planRowKeys } from './planRows';

/** Who reports, where it is no partner but one of the brand's own systems. */
export const PLATFORM = 'platform';

interface Props {
  campaign: Schemas['Campaign'];
  of: PlanRowKey;
  onRow: (row: string) => void;
  onPerson: (profileId: string) => void;
}

export function HeavyPeople({ campaign, of, onRow, onPerson }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const causeText = useCauseText();
  const heavy = useInfiniteQuery(heavyQuery(campaign.campaignId, of));
  const people = heavy.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('reach.heavyLead')}</p>
        <PlanRowSelect campaign={campaign} of={of} onRow={onRow} />
      </div>
      <ProblemNotice error={heavy.error} onRetry={() => void heavy.refetch()} />
      <PeopleTable<Schemas['HeavyPerson']>
        people={people}
        loading={heavy.isLoading}
        empty={t('reach.noHeavy')}
        onPerson={onPerson}
        below={(person) => [causeText(person.cause), ...(person.partner === PLATFORM ? [] : [person.partner])].join(' · ')}
        columns={[
          { title: t('reach.touchesShort'), key: 'touches', align: 'right', render: (_, person) => format.number(person.count) },
          { title: t('reach.aboveBy'), key: 'over', align: 'right', render: (_, person) => <b className="over">+{format.number(person.heavyTouches)}</b> },
          {
            title: t('reach.cause'),
            key: 'cause',
            responsive: ['md'],
            render: (_, person) => causeText(person.cause),
          },
          { title: t('channel.partner'), key: 'partner', responsive: ['md'], render: (_, person) => (person.partner === PLATFORM ? t('access.platform') : person.partner) },
        ]}
      />
      <More pages={heavy} shown={people.length} />
    </>
  );
}

export function LeakagePeople({ campaign, of, onRow, onPerson }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [only, setOnly] = useUrlState('savable');
  const savable = only !== undefined;
  const leakage = useInfiniteQuery(leakageQuery(campaign.campaignId, of, savable));
  const people = leakage.data?.pages.flatMap((page) => page.items) ?? [];
  const save = useMutation({
    mutationFn: () => {
      const query = new URLSearchParams(Object.entries(leakageOf(of, savable)).map(([name, value]) => [name, String(value)]));
      return download(
        `/api/v1/campaigns/${encodeURIComponent(campaign.campaignId)}/leakage?${query}`,
        'text/csv',
        `leakage-${planRowId(of)}-${new Date().toISOString().slice(0, 10)}.csv`,
      );
    },
    onSuccess: () => void message.success(t('reach.exported')),
    onError: (error) => void message.error(problemText(error).title),
  });
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('reach.leakageLead')}</p>
        <PlanRowSelect campaign={campaign} of={of} onRow={onRow} />
        <label><Switch size="small" checked={savable} onChange={(checked) => setOnly(checked ? '1' : undefined)} aria-label={t('reach.savableOnly')} /> {t('reach.savableOnly')}</label>
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>{t('reach.export')}</Button>
      </div>
      <ProblemNotice error={leakage.error} onRetry={() => void leakage.refetch()} />
      <PeopleTable<Schemas['LeakagePerson']>
        people={people}
        loading={leakage.isLoading}
        empty={leakage.hasNextPage ? t('reach.noneSoFar') : t(savable ? 'reach.noSavable' : 'reach.noLeakage')}
        onPerson={onPerson}
        columns={[
          {
            title: t('reach.touchesShort'),
            key: 'touches',
            align: 'right',
            render: (_, person) => t('reach.ofPlan', {
              touches: format.number(person.count),
              target: format.number(person.target),
            }),
          },
          { title: t('reach.remaining'), key: 'remaining', align: 'right', render: (_, person) => <b className="under">{format.number(person.remaining)}</b> },
          { title: t('reach.savable'), key: 'savable', render: (_, person) => t(person.savable ? 'reach.savableYes' : 'reach.savableNo') },
        ]}
      />
      <More pages={leakage} shown={people.length} />
    </>
  );
}

interface BarProps extends Props {
  figures: Schemas['ReachFigures'];
  running: boolean;
  target: number;
}

/** Who is in a bar of the histogram. */
export function BarPeople({ campaign, of, onRow, onPerson, figures, running, target }: BarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [label, setLabel] = useUrlState('exposures');
  const bars = barsOf(figures.histogram, target);
  // Without a choice, those of whom the plan was kept exactly: the other two lists have everybody else.
  const { exposures, orMore } = barNamed(label) ?? { exposures: target, orMore: false };
  const chosen = `${exposures}${orMore ? '+' : ''}`;
  const customers = useInfiniteQuery(barQuery(campaign.campaignId, of, { exposures, orMore, open: running }));
  const people = customers.data?.pages.flatMap((page) => page.items) ?? [];
  const labels = bars.map((bar) => bar.label);
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('reach.customersLead')}</p>
        <PlanRowSelect campaign={campaign} of={of} onRow={onRow} />
        <Select
          className="bar-select"
          aria-label={t('reach.columnTouches')}
          value={chosen}
          onChange={setLabel}
          options={(labels.includes(chosen) ? labels : [...labels, chosen]).map((value) => ({ value, label: t('reach.touches', { count: barNamed(value)?.exposures ?? 0, label: value }) }))}
        />
      </div>
      <ProblemNotice error={customers.error} onRetry={() => void customers.refetch()} />
      <PeopleTable<Schemas['CountedPerson']>
        people={people}
        loading={customers.isLoading}
        empty={customers.hasNextPage ? t('reach.noneSoFar') : t('reach.noCustomers')}
        onPerson={onPerson}
        columns={[
          {
            title: t('reach.touchesShort'),
            key: 'touches',
            align: 'right',
            render: (_, person) => t('reach.ofPlan', { touches: format.number(person.count), target: format.number(person.target) }),
          },
        ]}
      />
      <More pages={customers} shown={people.length} />
    </>
  );
}

/** Automated traffic, with what it was shown on each channel. */
export function AutomatedPeople({ campaign, onPerson }: Pick<Props, 'campaign' | 'onPerson'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const automated = useInfiniteQuery(automatedQuery(campaign.campaignId));
  const people = automated.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="people-head"><p className="muted">{t('reach.automatedHint')}</p></div>
      <ProblemNotice error={automated.error} onRetry={() => void automated.refetch()} />
      <PeopleTable<Schemas['AutomatedPerson']>
        people={people}
        loading={automated.isLoading}
        empty={t('reach.noAutomated')}
        onPerson={onPerson}
        columns={[
          { title: t('reach.exposures'), key: 'exposures', render: (_, person) => Object.entries(person.exposures).map(([channel, count]) => `${nameOf(channel)} ${format.number(count)}`).join(' · ') },
        ]}
      />
      <More pages={automated} shown={people.length} />
    </>
  );
}

interface Listed {
  profileId: string;
  tile?: Schemas['Tile'];
}

interface PeopleTableProps<P extends Listed> extends Pick<Props, 'onPerson'> {
  people: P[];
  loading: boolean;
  empty: string;
  columns: TableColumnsType<P>;
  /** What a phone has no columns for, and shows below the customer instead. */
  below?: (person: P) => string;
}

/** Who it is, and in which window where the plan has several, before what a list says of them. */
function PeopleTable<P extends Listed>({ people, loading, empty, onPerson, columns, below }: PeopleTableProps<P>) {
  const { t } = useTranslation();
  const who: TableColumnsType<P> = [
    { title: t('reach.person'), key: 'person', render: (_, person) => <><PersonLink profileId={person.profileId} onPerson={onPerson} />{below && <div className="only-phone muted small">{below(person)}</div>}</> },
    ...(tiled(people) ? [{ title: t('reach.tile'), key: 'tile', render: (_: unknown, person: P) => <TileText tile={person.tile} /> }] : []),
  ];
  return (
    <Table<P>
      size="small"
      rowKey={(person) => `${person.profileId} ${person.tile?.from ?? ''}`}
      loading={loading}
      dataSource={people}
      pagination={false}
      virtual={people.length > 200}
      {...(people.length > 200 ? { scroll: { y: 560, x: 640 } } : {})}
      locale={{ emptyText: empty }}
      columns={[...who, ...columns]}
    />
  );
}

function PlanRowSelect({ campaign, of, onRow }: Pick<Props, 'campaign' | 'of' | 'onRow'>) {
  const { t } = useTranslation();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  const keys = planRowKeys(campaign.plan);
  const several = (channel: string) => keys.filter((key) => key.channel === channel).length > 1;
  return (
    <Select
      className="channel-select"
      aria-label={t('campaign.channel')}
      value={planRowId(of)}
      onChange={onRow}
      options={keys.map((key, index) => ({
        value: planRowId(key),
        label: several(key.channel) ? `${nameOf(key.channel)} · ${windowText(campaign.plan[index]?.window)}` : nameOf(key.channel),
      }))}
    />
  );
}

function tiled(people: { tile?: Schemas['Tile'] }[]): boolean {
  return people.some((person) => person.tile);
}

function TileText({ tile }: { tile: Schemas['Tile'] | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return <>{format.dateTime(tile?.from)} {tile?.open && <span className="tag">{t('reach.openTile')}</span>}</>;
}

function PersonLink({ profileId, onPerson }: { profileId: string; onPerson: (profileId: string) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="linkish mono" title={profileId} aria-label={t('reach.openPerson', { id: shortId(profileId) })} onClick={() => onPerson(profileId)}>
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
