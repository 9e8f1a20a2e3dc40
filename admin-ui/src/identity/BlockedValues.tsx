import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { blockedChange, blockedIn, blockedText, wrongIn } from './blocked';
import { definitionOf } from './rulesForm';

/** Values that identify nobody from now on. They join and part nobody, so there is nothing to look at before. */
export function BlockedValues({ rules }: { rules: Schemas['Rules'] }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const can = useCan();
  const queries = useQueryClient();
  const now = blockedText(rules.blocked);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? now;
  const patterns = blockedIn(text, rules.types.map((each) => each.type));
  const changed = blockedText(patterns) !== now;
  const wrong = changed ? wrongIn(patterns) : undefined;
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/identity/rules', { body: { ...definitionOf(rules, rules.version), blocked: patterns } })),
    onSuccess: async () => {
      setDraft(undefined);
      await queries.invalidateQueries({ queryKey: ['identity-rules'] });
      void message.success(t('identity.applied'));
    },
  });
  const ask = () => {
    const { added, removed } = blockedChange(rules.blocked, patterns);
    modal.confirm({
      title: t('identity.blockedTitle'),
      content: (
        <>
          {added.length > 0 && <><p>{t('identity.blockedAdded', { count: added.length })}</p><Patterns patterns={added} /></>}
          {removed.length > 0 && <><p>{t('identity.blockedRemoved', { count: removed.length })}</p><Patterns patterns={removed} /></>}
        </>
      ),
      okText: t('identity.blockedSave'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => save.mutateAsync().catch(() => undefined),
    });
  };
  const mayWrite = can('identity:write');
  return (
    <section className="panel" aria-labelledby="blocked">
      <h2 id="blocked">{t('identity.blocked')}</h2>
      <p className="muted" id="blocked-lead">{t('identity.blockedLead')}</p>
      <Input.TextArea aria-labelledby="blocked" aria-describedby={wrong ? 'blocked-lead blocked-wrong' : 'blocked-lead'} status={wrong ? 'error' : ''} className="mono" rows={Math.min(12, Math.max(3, text.split('\n').length))} readOnly={!mayWrite} value={text} placeholder={'email: *@shop.example\ntill-*'} onChange={(event) => setDraft(event.target.value)} />
      {wrong && <p id="blocked-wrong" className="small over" role="alert">{wrong.why === 'many' ? t('identity.blockedWrong.many') : t(`identity.blockedWrong.${wrong.why}`, { pattern: wrong.pattern })}</p>}
      <ProblemNotice error={save.error} />
      {mayWrite && (
        <div className="form-actions">
          {changed && <Button onClick={() => setDraft(undefined)}>{t('identity.discard')}</Button>}
          <Button type="primary" disabled={!changed || Boolean(wrong)} loading={save.isPending} onClick={ask}>{t('identity.blockedSave')}</Button>
        </div>
      )}
    </section>
  );
}

/** Of more than this, only how many they are is said. */
const SHOWN = 8;

function Patterns({ patterns }: { patterns: string[] }) {
  const { t } = useTranslation();
  return (
    <ul className="bullets mono small">
      {patterns.slice(0, SHOWN).map((each) => <li key={each}>{each}</li>)}
      {patterns.length > SHOWN && <li>{t('identity.andMore', { count: patterns.length - SHOWN })}</li>}
    </ul>
  );
}
