import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient, type UseQueryOptions } from '@tanstack/react-query';
import { App, Button, Drawer, Table, type TableColumnType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { askLimitsQuery, ceilingsQuery, quietHoursQuery } from '../api/queries';
import { rollingOf } from '../campaigns/duration';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { AskLimitForm } from './AskLimitForm';
import { CeilingForm } from './CeilingForm';
import { QuietHoursForm } from './QuietHoursForm';

type Ceiling = Schemas['Ceiling'];
type QuietHours = Schemas['QuietHours'];
type AskLimit = Schemas['AskLimit'];

export function GovernancePage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('governance.title')} lead={t('governance.lead')} />
      <Ceilings />
      <QuietTimes />
      <AskLimits />
    </>
  );
}

function Ceilings() {
  const { t } = useTranslation();
  const windowText = useWindowText();
  return (
    <RuleList
      title={t('governance.ceilings')}
      lead={t('governance.ceilingsLead')}
      none={t('governance.noCeilings')}
      addLabel={t('governance.newCeiling')}
      editLabel={t('governance.editCeiling')}
      urlKey="ceiling"
      query={ceilingsQuery}
      idOf={(rule) => rule.ceilingId}
      nameOf={(rule) => rule.name}
      channelsOf={(rule) => rule.channels}
      removal={t('governance.removeCeilingText')}
      onRemove={(ceilingId) => answer(api.DELETE('/api/v1/ceilings/{ceilingId}', { params: { path: { ceilingId } } }))}
      form={(ceiling, taken, onDone) => <CeilingForm ceiling={ceiling} taken={taken} onDone={onDone} />}
      columns={[
        { title: t('governance.rule'), key: 'rule', render: (_, rule) => t('governance.atMost', { count: rule.count, window: windowText(rule.window) }) },
        {
          title: t('governance.shares'),
          key: 'shares',
          responsive: ['md'],
          render: (_, { shares }) => (shares.length ? t('governance.sharesOf', { count: shares.reduce((sum, share) => sum + share.count, 0) }) : '–'),
        },
      ]}
    />
  );
}

function QuietTimes() {
  const { t } = useTranslation();
  return (
    <RuleList
      title={t('governance.quiets')}
      lead={t('governance.quietsLead')}
      none={t('governance.noQuiets')}
      addLabel={t('governance.newQuiet')}
      editLabel={t('governance.editQuiet')}
      urlKey="quiet"
      query={quietHoursQuery}
      idOf={(rule) => rule.quietHoursId}
      nameOf={(rule) => rule.name}
      channelsOf={(rule) => rule.channels}
      removal={t('governance.removeQuietText')}
      onRemove={(quietHoursId) => answer(api.DELETE('/api/v1/quiet-hours/{quietHoursId}', { params: { path: { quietHoursId } } }))}
      form={(quiet, taken, onDone) => <QuietHoursForm quiet={quiet} taken={taken} onDone={onDone} />}
      columns={[
        { title: t('governance.hours'), key: 'hours', render: (_, rule) => `${rule.from} – ${rule.to}` },
        { title: t('window.zone'), key: 'zone', responsive: ['md'], render: (_, rule) => rule.zone },
      ]}
    />
  );
}

function AskLimits() {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <RuleList<AskLimit>
      title={t('governance.limits')}
      lead={t('governance.limitsLead')}
      none={t('governance.noLimits')}
      addLabel={t('governance.newLimit')}
      nameLabel={t('governance.partner')}
      editLabel={t('governance.editLimit')}
      urlKey="asks"
      query={askLimitsQuery}
      idOf={(rule) => rule.partnerId}
      removal={t('governance.removeLimitText')}
      onRemove={(partnerId) => answer(api.DELETE('/api/v1/ask-limits/{partnerId}', { params: { path: { partnerId } } }))}
      form={(limit, taken, onDone) => <AskLimitForm limit={limit} taken={taken} onDone={onDone} />}
      columns={[
        {
          title: t('governance.rule'),
          key: 'rule',
          render: (_, rule) => {
            const { count, unit } = rollingOf(rule.per);
            return t('governance.asksEach', { count: rule.count, asks: format.number(rule.count), span: t(`governance.spans.${unit}`, { count }) });
          },
        },
      ]}
    />
  );
}

interface ListProps<T> {
  title: string;
  lead: string;
  none: string;
  addLabel: string;
  editLabel: string;
  nameLabel?: string;
  /** Where the address says which rule is open. */
  urlKey: string;
  query: UseQueryOptions<T[], Error, T[], string[]> & { queryKey: string[] };
  idOf: (rule: T) => string;
  nameOf?: (rule: T) => string | undefined;
  channelsOf?: (rule: T) => string[];
  /** What a removal means. */
  removal: string;
  onRemove: (id: string) => Promise<unknown>;
  form: (rule: T | undefined, taken: string[], onDone: () => void) => ReactNode;
  columns: TableColumnType<T>[];
}

/** One kind of rule: a table whose rows open to be edited, and the way to add one. */
function RuleList<T extends Ceiling | QuietHours | AskLimit>({
  title, lead, none, addLabel, editLabel, nameLabel, urlKey, query, idOf, nameOf, channelsOf, removal, onRemove, form, columns,
}: ListProps<T>) {
  const { t } = useTranslation();
  const can = useCan();
  const channelName = useChannelName();
  const mayWrite = can('governance:write');
  const [edited, setEdited] = useUrlState(urlKey);
  const rules = useQuery(query);
  const rule = rules.data?.find((known) => idOf(known) === edited);
  const remove = useRemoval(query.queryKey, removal, onRemove);
  const calledOf = (rule: T) => nameOf?.(rule) ?? idOf(rule);
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        {mayWrite && <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEdited('new')}>{addLabel}</Button>}
      </div>
      <p className="muted">{lead}</p>
      <ProblemNotice error={rules.error ?? remove.error} onRetry={() => { remove.reset(); void rules.refetch(); }} />
      <Table<T>
        rowKey={idOf}
        loading={rules.isLoading}
        dataSource={rules.data ?? []}
        pagination={(rules.data?.length ?? 0) > 50 ? { pageSize: 50 } : false}
        locale={{ emptyText: <span className="muted">{none}</span> }}
        columns={[
          {
            title: nameLabel ?? t('governance.name'),
            key: 'name',
            render: (_, rule) => (
              <>
                {mayWrite
                  ? <button type="button" className="linkish rule-name" onClick={() => setEdited(idOf(rule))}>{calledOf(rule)}</button>
                  : <strong>{calledOf(rule)}</strong>}
                {nameOf?.(rule) && <div className="muted small mono">{idOf(rule)}</div>}
              </>
            ),
          },
          ...columns,
          ...(channelsOf ? [{
            title: t('governance.channels'),
            key: 'channels',
            responsive: ['sm'],
            render: (_, rule) => channelsOf(rule).map(channelName).join(', ') || t('governance.allChannels'),
          } satisfies TableColumnType<T>] : []),
          {
            title: <span className="sr-only">{t('governance.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, rule) => mayWrite && <Button onClick={() => remove.ask(idOf(rule), calledOf(rule))}>{t('governance.remove')}</Button>,
          },
        ]}
      />
      <Drawer
        open={Boolean(edited) && (edited === 'new' || Boolean(rule))}
        onClose={() => setEdited(undefined)}
        size={560}
        destroyOnHidden
        title={rule ? editLabel : addLabel}
      >
        {form(rule, (rules.data ?? []).map(idOf), () => setEdited(undefined))}
      </Drawer>
    </section>
  );
}

/** Asks whether to remove a rule, and removes it. */
function useRemoval(queryKey: readonly unknown[], consequence: string, call: (id: string) => Promise<unknown>) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: call,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey });
      void message.success(t('governance.removed'));
    },
  });
  return {
    error: removal.error,
    reset: removal.reset,
    ask: (id: string, name: string) =>
      modal.confirm({
        title: t('governance.removeTitle', { name }),
        content: consequence,
        okText: t('governance.remove'),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () => removal.mutateAsync(id).catch(() => undefined),
      }),
  };
}
