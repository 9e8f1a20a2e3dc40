import { useQuery } from '@tanstack/react-query';
import { DatePicker, Skeleton, Table } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { figuresQuery } from './queries';
import { useMoney } from './ui';

type Week = Schemas['GuideFiguresWeek'];
type Margin = Schemas['GuideFiguresMargin'];

/** Shown at first: so many weeks of 168 hours, as the figures count them, with the one under way. */
const WEEKS = 8;

/** Whether selling through guides lives from week to week, earns, and grows by itself. */
export function FiguresPage() {
  const { t } = useTranslation();
  const [chosenFrom] = useUrlState('from');
  const [chosenTo] = useUrlState('to');
  const change = useUrlChanges();
  const tomorrow = useMemo(() => dayjs().startOf('day').add(1, 'day'), []);
  const to = chosenTo ? dayjs(chosenTo) : tomorrow;
  const from = chosenFrom ? dayjs(chosenFrom) : to.subtract(WEEKS * 7 * 24, 'hour');
  const figures = useQuery(figuresQuery(from.toISOString(), to.toISOString()));
  return (
    <>
      <section className="panel" aria-labelledby="figures">
        <h2 id="figures">{t('figures.title')}</h2>
        <p className="muted">{t('figures.lead')}</p>
        <DatePicker.RangePicker
          aria-label={t('figures.span')}
          placeholder={[t('figures.from'), t('figures.to')]}
          allowClear={false}
          value={[from, to.subtract(1, 'day')]}
          onChange={(days) => {
            const [first, last] = days ?? [];
            if (first && last) {
              change({ from: first.startOf('day').toISOString(), to: last.startOf('day').add(1, 'day').toISOString() });
            }
          }}
        />
        <ProblemNotice error={figures.error} onRetry={() => void figures.refetch()} />
        {figures.isLoading && <Skeleton active />}
      </section>
      {figures.data && <Figures figures={figures.data} />}
    </>
  );
}

function Figures({ figures }: { figures: Schemas['GuideFigures'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  if (figures.activeGuides === 0 && figures.margins.length === 0) {
    return <EmptyState title={t('figures.none')}>{t('figures.noneHint')}</EmptyState>;
  }
  return (
    <>
      <section className="panel" aria-labelledby="weeks">
        <h2 id="weeks">{t('figures.weeks')}</h2>
        <Table<Week>
          size="small"
          rowKey="from"
          dataSource={figures.weeks}
          pagination={false}
          columns={[
            { title: t('figures.week'), key: 'week', render: (_, week) => format.date(week.from) },
            { title: <>{t('figures.active')}<div className="muted small">{t('figures.activeHint')}</div></>, key: 'active', align: 'right', render: (_, week) => format.number(week.activeGuides) },
            { title: <>{t('figures.orders')}<div className="muted small">{t('figures.ordersHint')}</div></>, key: 'orders', align: 'right', render: (_, week) => format.number(week.orders) },
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="margin">
        <h2 id="margin">{t('figures.margin')}</h2>
        <p className="muted">{t('figures.marginHint')}</p>
        <Table<Margin>
          size="small"
          rowKey="currency"
          dataSource={figures.margins}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('figures.noMargin') }}
          columns={[
            { title: t('payout.currency'), dataIndex: 'currency' },
            { title: t('figures.net'), key: 'net', align: 'right', render: (_, margin) => money(margin.netMinor, margin.currency) },
            { title: t('figures.commission'), key: 'commission', align: 'right', render: (_, margin) => money(margin.commissionMinor, margin.currency) },
            { title: t('figures.guides'), key: 'guides', align: 'right', render: (_, margin) => money(margin.guidesMinor, margin.currency) },
            { title: t('figures.platform'), key: 'platform', align: 'right', render: (_, margin) => money(margin.platformMinor, margin.currency) },
            { title: t('figures.share'), key: 'share', align: 'right', render: (_, margin) => format.percent(margin.marginBps / 10_000) },
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="growth">
        <h2 id="growth">{t('figures.growth')}</h2>
        <dl className="facts">
          <dt>{t('figures.k')}</dt>
          <dd><strong>{format.number(Math.round(figures.k * 100) / 100)}</strong><div className="muted small">{t('figures.kMeans', { brought: format.number(figures.broughtGuides), active: format.number(figures.activeGuides) })}</div></dd>
          <dt>{t('figures.invited')}</dt>
          <dd>{format.number(figures.invited)}</dd>
          <dt>{t('figures.brought')}</dt>
          <dd>{format.number(figures.broughtGuides)}</dd>
          <dt>{t('figures.activated')}</dt>
          <dd>{format.number(figures.activated)}</dd>
        </dl>
      </section>
    </>
  );
}
