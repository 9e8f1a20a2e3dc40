import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Drawer, Skeleton, Table } from 'antd';
import dayjs from 'dayjs';
import { useMemo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { movesOf, rowsOf, spanOf } from './flow';
import { stageCountsQuery, stageFlowQuery, stageRulesQuery } from './queries';
import { StagesForm } from './StagesForm';
import { useStageName } from './useStageName';
import './maturity.css';

/** At which stage customers are, how they went from one to another, and what the stages are. */
export function MaturityPage() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <PageHeader title={t('maturity.title')} lead={t('maturity.lead')} />
      <Counts />
      <FlowOverTime />
      {can('governance:read') && <Rules />}
    </>
  );
}

function Counts() {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useStageName();
  const counts = useQuery(stageCountsQuery);
  const base = counts.data?.base ?? 0;
  return (
    <section className="panel" aria-labelledby="counts">
      <h2 id="counts">{t('maturity.now')}</h2>
      <ProblemNotice error={counts.error} onRetry={() => void counts.refetch()} />
      {counts.isLoading && <Skeleton active />}
      {counts.data && base === 0 && <EmptyState title={t('maturity.nobody')}>{t('maturity.nobodyHint')}</EmptyState>}
      {counts.data && base > 0 && (
        <Table<Schemas['StageCount']>
          size="small"
          rowKey="stage"
          dataSource={counts.data.stages}
          pagination={false}
          columns={[
            { title: t('maturity.stageOf'), key: 'stage', render: (_, each) => name(each.stage) },
            { title: t('maturity.people'), key: 'people', align: 'right', render: (_, each) => format.number(each.people) },
            { title: t('maturity.share'), key: 'share', align: 'right', render: (_, each) => format.percent(each.people / base) },
          ]}
          summary={() => (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0}><strong>{t('maturity.everybody')}</strong></Table.Summary.Cell>
              <Table.Summary.Cell index={1} align="right"><strong>{format.number(base)}</strong></Table.Summary.Cell>
              <Table.Summary.Cell index={2} />
            </Table.Summary.Row>
          )}
        />
      )}
    </section>
  );
}

function FlowOverTime() {
  const { t } = useTranslation();
  const [chosenFrom] = useUrlState('from');
  const [chosenTo] = useUrlState('to');
  const change = useUrlChanges();
  const now = useMemo(() => dayjs(), []);
  const { from, to } = spanOf(chosenFrom, chosenTo, now);
  const flow = useQuery(stageFlowQuery(from.toISOString(), to.toISOString()));
  return (
    <section className="panel" aria-labelledby="flow">
      <h2 id="flow">{t('maturity.flow')}</h2>
      <p className="muted">{t('maturity.flowLead')}</p>
      <DatePicker.RangePicker
        aria-label={t('maturity.span')}
        placeholder={[t('maturity.from'), t('maturity.to')]}
        allowClear={false}
        value={[from, to.subtract(1, 'millisecond')]}
        maxDate={now}
        onChange={(days) => {
          const [first, last] = days ?? [];
          if (first && last) {
            change({ from: first.startOf('day').toISOString(), to: last.startOf('day').add(1, 'day').toISOString() });
          }
        }}
      />
      <ProblemNotice error={flow.error} onRetry={() => void flow.refetch()} />
      {flow.isLoading && <Skeleton active />}
      {flow.data && <Matrix flow={flow.data} />}
    </section>
  );
}

/** Each cell is shaded by its share of the row, and says the share in figures too. */
function Matrix({ flow }: { flow: Schemas['StageFlow'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useStageName();
  const { up, stayed } = movesOf(flow);
  return (
    <>
      <div className="table-scroll flow-matrix" tabIndex={0} role="region" aria-label={t('maturity.flow')}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('maturity.fromTo')}</th>
              {flow.stages.map((to) => <th key={to} scope="col">{name(to)}</th>)}
              <th scope="col">{t('maturity.everybody')}</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(flow).map((row) => (
              <tr key={row.from}>
                <th scope="row">{name(row.from)}</th>
                {row.cells.map((cell) => (
                  <td key={cell.to} className="flow-cell" style={{ '--share': cell.share } as CSSProperties}>
                    {format.number(cell.people)}<div className="small">{row.people ? format.percent(cell.share) : '–'}</div>
                  </td>
                ))}
                <td><strong>{format.number(row.people)}</strong></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="flow-sum" aria-live="polite">{t('maturity.moves', { base: format.number(flow.base), up: format.number(up), stayed: format.number(stayed) })}</p>
    </>
  );
}

function Rules() {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useStageName();
  const can = useCan();
  const [editing, setEditing] = useUrlState('edit');
  const rules = useQuery(stageRulesQuery);
  const close = () => setEditing(undefined);
  return (
    <section className="panel" aria-labelledby="stages">
      <div className="panel-head">
        <h2 id="stages">{t('maturity.rules')}</h2>
        {can('governance:write') && rules.data && <Button onClick={() => setEditing('stages')}>{t('maturity.edit')}</Button>}
      </div>
      <p className="muted">{t('maturity.rulesLead')}</p>
      <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />
      <Table<Schemas['Stage']>
        size="small"
        rowKey="name"
        loading={rules.isLoading}
        dataSource={rules.data?.stages ?? []}
        pagination={false}
        columns={[
          { title: t('maturity.stageOf'), key: 'stage', render: (_, stage) => <>{name(stage.name)}{name(stage.name) !== stage.name && <div className="muted small mono">{stage.name}</div>}</> },
          {
            title: t('maturity.reached'),
            key: 'reached',
            render: (_, { minOrders, minDaysSinceFirstOrder: days }) => {
              const ways = [
                ...(minOrders ? [t('maturity.byOrders', { count: minOrders, orders: format.number(minOrders) })] : []),
                ...(days ? [t('maturity.byDays', { count: days, days: format.number(days) })] : []),
              ];
              return ways.length ? ways.join(t('maturity.or')) : t('maturity.begins');
            },
          },
        ]}
      />
      <Drawer open={Boolean(editing) && Boolean(rules.data)} onClose={close} size={640} destroyOnHidden title={t('maturity.edit')}>
        {rules.data && <StagesForm rules={rules.data} onDone={close} />}
      </Drawer>
    </section>
  );
}
