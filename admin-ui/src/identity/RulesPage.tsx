import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, InputNumber, Progress, Select, Skeleton, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { identityRulesQuery, restorePreviewQuery, ruleVersionsQuery, rulesPreviewQuery } from '../api/queries';
import { useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { JobStatusChip } from '../ui/Status';
import { useCan } from '../ui/useCan';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { BlockedValues } from './BlockedValues';
import { RuleDiffView } from './RuleDiffView';
import { RuleVersionChanges } from './RuleVersionChanges';
import { useDryRun, type DryRunState } from './useDryRun';
import { changesName, definitionOf, draftNamed, isSameWindow, percentOf, previewPercent, STRENGTHS, withRule, type Draft, type RuleNumber, type RuleWindow } from './rulesForm';
import { useWord } from './useWord';
import { WithinField } from './WithinField';

type TypeRule = Schemas['TypeRule'];
const MOST = 1_000;

/** The rules that people are stitched by; a change is looked at before it is made, and can be rolled back. */
export function RulesPage() {
  const rules = useQuery(identityRulesQuery);
  if (!rules.data) {
    return rules.isLoading ? <Skeleton active paragraph={{ rows: 10 }} /> : <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />;
  }
  return (
    <>
      <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />
      {rules.data.job && <Job job={rules.data.job} version={rules.data.version} />}
      <Editor rules={rules.data} />
      <BlockedValues rules={rules.data} />
      <Versions rules={rules.data} />
    </>
  );
}

function Job({ job, version }: { job: Schemas['RuleJob']; version: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = job.status === 'RUNNING';
  return (
    <section className="panel" aria-label={t('identity.job')}>
      <div className="verdict">
        <JobStatusChip status={job.status} />
        <h2>{t('identity.jobOf', { version })}</h2>
      </div>
      {running && <Progress percent={percentOf(job)} status="active" aria-label={t('identity.job')} />}
      <p className="muted" role="status">
        {running
          ? t('identity.jobRunning', { done: format.number(job.done), left: format.number(job.left) })
          : t('identity.jobDone', { time: format.dateTime(job.finishedAt ?? undefined), done: format.number(job.done) })}
      </p>
    </section>
  );
}

function Editor({ rules }: { rules: Schemas['Rules'] }) {
  const { t } = useTranslation();
  const can = useCan();
  const change = useUrlChanges();
  const [name] = useUrlState('change');
  const [dry] = useUrlState('dry');
  const mayWrite = can('identity:write');
  const draft = draftNamed(rules, name);
  const changed = changesName(rules, draft) !== undefined;
  const preview = useDryRun(useQuery({ ...rulesPreviewQuery(definitionOf(draft, rules.version)), enabled: Boolean(dry) && changed && mayWrite }));
  const edit = (next: Draft) => change({ change: changesName(rules, next), dry: undefined });
  const apply = useChange(() => answer(api.PUT('/api/v1/identity/rules', { body: definitionOf(draft, rules.version) })), () => change({ change: undefined, dry: undefined }));
  return (
    <section className="panel" aria-labelledby="rules-table">
      <h2 id="rules-table">{t('identity.rulesInForce', { version: rules.version })}</h2>
      <p className="muted">{t('identity.rulesLead')}</p>
      <RuleTable rules={rules} draft={draft} mayWrite={mayWrite} onEdit={edit} />
      <p className="muted small">{t('identity.rulesWithin')}</p>
      <div className="rules-all">
        <label htmlFor="identifiers-per-profile">{t('identity.identifiersPerProfile')}</label>
        <InputNumber
          id="identifiers-per-profile"
          className="number"
          min={1}
          max={MOST}
          precision={0}
          disabled={!mayWrite}
          value={draft.identifiersPerProfile}
          onChange={(value) => value && edit({ ...draft, identifiersPerProfile: value })}
        />
      </div>
      <ProblemNotice error={apply.error} />
      {mayWrite && (
        <div className="form-actions">
          {changed && <Button onClick={() => edit(rules)}>{t('identity.discard')}</Button>}
          <Button disabled={!changed} loading={preview.isRunning} onClick={() => (dry ? preview.again() : change({ dry: '1' }))}>{t('identity.dryRun')}</Button>
          <Button type="primary" danger disabled={!changed || !preview.diff || preview.isRunning} loading={apply.isPending} onClick={() => preview.diff && apply.ask(preview.diff)}>
            {t('identity.apply')}
          </Button>
        </div>
      )}
      {changed && !dry && <p className="muted small end">{t('identity.dryFirst')}</p>}
      {changed && dry && <DryRun preview={preview} />}
    </section>
  );
}

interface TableProps {
  rules: Draft;
  draft: Draft;
  mayWrite: boolean;
  onEdit: (draft: Draft) => void;
}

function RuleTable({ rules, draft, mayWrite, onEdit }: TableProps) {
  const { t } = useTranslation();
  const word = useWord();
  const windowText = useWindowText();
  const said = (window: string | null | undefined) => (window ? windowText({ kind: 'ROLLING', duration: window }) : t('identity.rule.ever'));
  const beforeOf = (type: string) => rules.types.find((each) => each.type === type);
  const number = (part: RuleNumber, within?: RuleWindow) => ({
    title: t(`identity.rule.${part}`),
    key: part,
    render: (_: unknown, rule: TypeRule) => (
      <>
        <InputNumber
          className="number"
          aria-label={`${word('identifier', rule.type)}: ${t(`identity.rule.${part}`)}`}
          min={1}
          max={MOST}
          precision={0}
          disabled={!mayWrite}
          value={rule[part]}
          onChange={(value) => value && onEdit(withRule(draft, rule.type, { [part]: value }))}
        />
        {rule[part] !== beforeOf(rule.type)?.[part] && <div className="small over">{t('identity.was', { value: beforeOf(rule.type)?.[part] })}</div>}
        {within && (
          <>
            <WithinField
              label={`${word('identifier', rule.type)}: ${t(`identity.rule.${part}`)}, ${t('identity.rule.within')}`}
              value={rule[within]}
              disabled={!mayWrite}
              onChange={(window) => onEdit(withRule(draft, rule.type, { [within]: window }))}
            />
            {!isSameWindow(rule[within], beforeOf(rule.type)?.[within]) && <div className="small over">{t('identity.was', { value: said(beforeOf(rule.type)?.[within]) })}</div>}
          </>
        )}
      </>
    ),
  });
  return (
    <Table<TypeRule>
      size="small"
      rowKey="type"
      dataSource={draft.types}
      pagination={false}
      scroll={{ x: 860 }}
      columns={[
        { title: t('identity.type'), key: 'type', render: (_, rule) => <>{word('identifier', rule.type)}{rule.perScope && <div className="muted small">{t('identity.perScope')}</div>}</> },
        {
          title: t('identity.rule.strength'),
          key: 'strength',
          render: (_, rule) => (
            <>
              <Select
                className="strength"
                aria-label={`${word('identifier', rule.type)}: ${t('identity.rule.strength')}`}
                disabled={!mayWrite}
                value={rule.strength}
                onChange={(strength) => onEdit(withRule(draft, rule.type, { strength }))}
                options={STRENGTHS.map((value) => ({ value, label: t(`identity.strength.${value}`) }))}
              />
              {rule.strength !== beforeOf(rule.type)?.strength && <div className="small over">{t('identity.was', { value: t(`identity.strength.${beforeOf(rule.type)?.strength ?? 'PERSON'}`) })}</div>}
            </>
          ),
        },
        number('priority'),
        number('perProfile', 'perProfileWindow'),
        number('personsPerKey', 'personsPerKeyWindow'),
      ]}
    />
  );
}

function DryRun({ preview: { job, diff, error, isRunning } }: { preview: DryRunState }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="dry-run" aria-live="polite">
      <h3>{t('identity.dryResult')}</h3>
      <ProblemNotice error={error} />
      {isRunning && !job && <Skeleton active paragraph={{ rows: 3 }} />}
      {isRunning && job && (
        <>
          <Progress percent={previewPercent(job)} status="active" aria-label={t('identity.dryRunJob')} />
          <p className="muted" role="status">{t('identity.dryRunning', { done: format.number(job.done), total: format.number(job.total) })}</p>
        </>
      )}
      {job?.status === 'FAILED' && <Alert type="error" showIcon title={t('identity.dryFailed')} description={job.error} />}
      {!isRunning && diff && <RuleDiffView diff={diff} />}
    </div>
  );
}

/** Puts rules in force, after saying how many people that changes. */
function useChange(call: () => Promise<unknown>, onDone: () => void) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: call,
    onSuccess: async () => {
      onDone();
      await Promise.all(['identity-rules', 'profile', 'quarantine', 'clusters'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      void message.success(t('identity.applied'));
    },
  });
  return {
    error: change.error,
    isPending: change.isPending,
    ask: ({ merged, split, changedOwners }: Schemas['RuleDiff']) =>
      modal.confirm({
        title: t('identity.applyTitle'),
        content: <><p>{t('identity.applyText', { merged, split, moved: changedOwners })}</p><p>{t('identity.applyBack')}</p></>,
        okText: t('identity.apply'),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () => change.mutateAsync().catch(() => undefined),
      }),
  };
}

function Versions({ rules }: { rules: Schemas['Rules'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const mayWrite = can('identity:write');
  const [named, setRestore] = useUrlState('restore');
  const versions = useQuery({ ...ruleVersionsQuery, refetchInterval: rules.job?.status === 'RUNNING' ? 1_000 : false });
  const wanted = versions.data?.find((each) => String(each.version) === named && each.version !== rules.version)?.version;
  const preview = useDryRun(useQuery({ ...restorePreviewQuery(wanted ?? 0), enabled: wanted !== undefined && mayWrite }));
  const restore = useChange(() => answer(api.POST('/api/v1/identity/rules/{version}:restore', { params: { path: { version: wanted ?? 0 } } })), () => setRestore(undefined));
  return (
    <section className="panel" aria-labelledby="versions">
      <h2 id="versions">{t('identity.versions')}</h2>
      <p className="muted">{t(versions.data?.length === 0 ? 'identity.noVersions' : 'identity.versionsLead')}</p>
      <ProblemNotice error={versions.error ?? restore.error} />
      {Boolean(versions.data?.length) && (
        <Table<Schemas['RuleVersion']>
          size="small"
          rowKey="version"
          dataSource={versions.data ?? []}
          expandable={{
            columnTitle: <span className="sr-only">{t('identity.versionChanges')}</span>,
            expandedRowRender: (each) => <RuleVersionChanges version={each.version} />,
            rowExpandable: (each) => each.version > 1,
          }}
          pagination={(versions.data?.length ?? 0) > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          columns={[
            { title: t('identity.version'), key: 'version', render: (_, each) => <>{each.version}{' '}{each.version === rules.version && <span className="tag">{t('identity.inForce')}</span>}</> },
            {
              title: t('identity.decided'),
              key: 'decided',
              render: (_, each) => (
                <>
                  {Date.parse(each.decidedAt) > 0 ? `${format.dateTime(each.decidedAt)} · ${each.decidedBy}` : t('identity.builtIn')}
                  {each.restores ? <div className="muted small">{t('identity.restores', { version: each.restores })}</div> : null}
                </>
              ),
            },
            { title: t('identity.appliedAt'), key: 'applied', responsive: ['md'], render: (_, each) => (each.appliedAt ? format.dateTime(Date.parse(each.appliedAt) > 0 ? each.appliedAt : undefined) : t('job.status.RUNNING')) },
            {
              title: <span className="sr-only">{t('hold.actions')}</span>,
              key: 'actions',
              align: 'right',
              render: (_, each) => mayWrite && each.version !== rules.version && <Button size="small" onClick={() => setRestore(String(each.version))}>{t('identity.rollBack')}</Button>,
            },
          ]}
        />
      )}
      {wanted !== undefined && (
        <>
          <h3>{t('identity.rollBackTo', { version: wanted })}</h3>
          <RuleVersionChanges version={wanted} from={rules.version} />
          <DryRun preview={preview} />
          <div className="form-actions">
            <Button onClick={() => setRestore(undefined)}>{t('common.cancel')}</Button>
            <Button type="primary" danger disabled={!preview.diff} loading={restore.isPending} onClick={() => preview.diff && restore.ask(preview.diff)}>{t('identity.rollBackNow', { version: wanted })}</Button>
          </div>
        </>
      )}
    </section>
  );
}
