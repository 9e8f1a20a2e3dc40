import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Table, type TableColumnType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { askLimitsQuery, ceilingsQuery, quietHoursQuery } from '../api/queries';
import { rollingOf } from '../campaigns/duration';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
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
  const [edited, setEdited] = useUrlState('ceiling');
  const ceilings = useQuery(ceilingsQuery);
  const ceiling = ceilings.data?.find((known) => known.ceilingId === edited);
  const remove = useRemoval(ceilingsQuery.queryKey, t('governance.removeCeilingText'), (ceilingId) =>
    answer(api.DELETE('/api/v1/ceilings/{ceilingId}', { params: { path: { ceilingId } } })));
  return (
    <RuleList
      title={t('governance.ceilings')}
      lead={t('governance.ceilingsLead')}
      none={t('governance.noCeilings')}
      addLabel={t('governance.newCeiling')}
      rules={ceilings}
      idOf={(rule) => rule.ceilingId}
      nameOf={(rule) => rule.name}
      channelsOf={(rule) => rule.channels}
      onOpen={setEdited}
      remove={remove}
      columns={[
        { title: t('governance.rule'), key: 'rule', render: (_, rule) => t('governance.atMost', { count: rule.count, window: windowText(rule.window) }) },
        {
          title: t('governance.shares'),
          key: 'shares',
          responsive: ['md'],
          render: (_, { shares }) => (shares.length ? t('governance.sharesOf', { count: shares.reduce((sum, share) => sum + share.count, 0) }) : '–'),
        },
      ]}
    >
      <Drawer
        open={Boolean(edited) && (edited === 'new' || Boolean(ceiling))}
        onClose={() => setEdited(undefined)}
        size={560}
        destroyOnHidden
        title={ceiling ? t('governance.editCeiling') : t('governance.newCeiling')}
      >
        <CeilingForm ceiling={ceiling} taken={(ceilings.data ?? []).map((known) => known.ceilingId)} onDone={() => setEdited(undefined)} />
      </Drawer>
    </RuleList>
  );
}

function QuietTimes() {
  const { t } = useTranslation();
  const [edited, setEdited] = useUrlState('quiet');
  const quietHours = useQuery(quietHoursQuery);
  const quiet = quietHours.data?.find((known) => known.quietHoursId === edited);
  const remove = useRemoval(quietHoursQuery.queryKey, t('governance.removeQuietText'), (quietHoursId) =>
    answer(api.DELETE('/api/v1/quiet-hours/{quietHoursId}', { params: { path: { quietHoursId } } })));
  return (
    <RuleList
      title={t('governance.quiets')}
      lead={t('governance.quietsLead')}
      none={t('governance.noQuiets')}
      addLabel={t('governance.newQuiet')}
      rules={quietHours}
      idOf={(rule) => rule.quietHoursId}
      nameOf={(rule) => rule.name}
      channelsOf={(rule) => rule.channels}
      onOpen={setEdited}
      remove={remove}
      columns={[
        { title: t('governance.hours'), key: 'hours', render: (_, rule) => `${rule.from} – ${rule.to}` },
        { title: t('window.zone'), key: 'zone', responsive: ['md'], render: (_, rule) => rule.zone },
      ]}
    >
      <Drawer
        open={Boolean(edited) && (edited === 'new' || Boolean(quiet))}
        onClose={() => setEdited(undefined)}
        size={560}
        destroyOnHidden
        title={quiet ? t('governance.editQuiet') : t('governance.newQuiet')}
      >
        <QuietHoursForm quiet={quiet} taken={(quietHours.data ?? []).map((known) => known.quietHoursId)} onDone={() => setEdited(undefined)} />
      </Drawer>
    </RuleList>
  );
}

function AskLimits() {
  const { t } = useTranslation();
  const [edited, setEdited] = useUrlState('asks');
  const limits = useQuery(askLimitsQuery);
  const limit = limits.data?.find((known) => known.partnerId === edited);
  const remove = useRemoval(askLimitsQuery.queryKey, t('governance.removeLimitText'), (partnerId) =>
    answer(api.DELETE('/api/v1/ask-limits/{partnerId}', { params: { path: { partnerId } } })));
  return (
    <RuleList<AskLimit>
      title={t('governance.limits')}
      lead={t('governance.limitsLead')}
      none={t('governance.noLimits')}
      addLabel={t('governance.newLimit')}
      nameLabel={t('governance.partner')}
      rules={limits}
      idOf={(rule) => rule.partnerId}
      onOpen={setEdited}
      remove={remove}
      columns={[
        {
          title: t('governance.rule'),
          key: 'rule',
          render: (_, rule) => {
            const { count, unit } = rollingOf(rule.per);
            return t('governance.asksEach', { count: rule.count, span: t(`governance.spans.${unit}`, { count }) });
          },
        },
      ]}
    >
      <Drawer
        open={Boolean(edited) && (edited === 'new' || Boolean(limit))}
        onClose={() => setEdited(undefined)}
        size={560}
        destroyOnHidden
        title={limit ? t('governance.editLimit') : t('governance.newLimit')}
      >
        <AskLimitForm limit={limit} taken={(limits.data ?? []).map((known) => known.partnerId)} onDone={() => setEdited(undefined)} />
      </Drawer>
    </RuleList>
  );
}

interface ListProps<T> {
  title: string;
  lead: string;
  none: string;
  addLabel: string;
  nameLabel?: string;
  rules: { data: T[] | undefined; error: unknown; isLoading: boolean; refetch: () => unknown };
  idOf: (rule: T) => string;
  nameOf?: (rule: T) => string | undefined;
  channelsOf?: (rule: T) => string[];
  onOpen: (id: string) => void;
  remove: ReturnType<typeof useRemoval>;
  columns: TableColumnType<T>[];
  children: ReactNode;
}

/** One kind of rule: a table whose rows open to be edited, and the way to add one. */
function RuleList<T extends Ceiling | QuietHours | AskLimit>({
  title, lead, none, addLabel, nameLabel, rules, idOf, nameOf, channelsOf, onOpen, remove, columns, children,
}: ListProps<T>) {
  const { t } = useTranslation();
  const can = useCan();
  const channelName = useChannelName();
  const mayWrite = can('governance:write');
  const calledOf = (rule: T) => nameOf?.(rule) ?? idOf(rule);
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        {mayWrite && <Button icon={<PlusOutlined aria-hidden />} onClick={() => onOpen('new')}>{addLabel}</Button>}
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
                  ? <button type="button" className="linkish" onClick={() => onOpen(idOf(rule))}>{calledOf(rule)}</button>
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
      {children}
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
