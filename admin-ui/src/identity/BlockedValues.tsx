import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { blockedIn, blockedText } from './blocked';
import { definitionOf } from './rulesForm';

/** Values that identify nobody from now on. They join and part nobody, so there is nothing to look at before. */
export function BlockedValues({ rules }: { rules: Schemas['Rules'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const can = useCan();
  const queries = useQueryClient();
  const now = blockedText(rules.blocked);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? now;
  const changed = blockedText(blockedIn(text, rules.types.map((each) => each.type))) !== now;
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/identity/rules', { body: { ...definitionOf(rules, rules.version), blocked: blockedIn(text, rules.types.map((each) => each.type)) } })),
    onSuccess: async () => {
      setDraft(undefined);
      await queries.invalidateQueries({ queryKey: ['identity-rules'] });
      void message.success(t('identity.applied'));
    },
  });
  const mayWrite = can('identity:write');
  return (
    <section className="panel" aria-labelledby="blocked">
      <h2 id="blocked">{t('identity.blocked')}</h2>
      <p className="muted" id="blocked-lead">{t('identity.blockedLead')}</p>
      <Input.TextArea aria-labelledby="blocked" aria-describedby="blocked-lead" className="mono" rows={Math.min(12, Math.max(3, text.split('\n').length))} readOnly={!mayWrite} value={text} placeholder={'email: *@shop.example\ntill-*'} onChange={(event) => setDraft(event.target.value)} />
      <ProblemNotice error={save.error} />
      {mayWrite && (
        <div className="form-actions">
          {changed && <Button onClick={() => setDraft(undefined)}>{t('identity.discard')}</Button>}
          <Button type="primary" disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>{t('identity.blockedSave')}</Button>
        </div>
      )}
    </section>
  );
}
