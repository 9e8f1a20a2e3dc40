import { SearchOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { whyQuery } from '../api/queries';
import { shortId } from '../reach/People';
import { EmptyState } from '../ui/EmptyState';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { showOnForm } from '../ui/showOnForm';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { IdentifierFields } from './IdentifierFields';
import { identifierOf, shortHash, type TypedIdentifier } from './identifiers';
import { IdentifierText } from './IdentifierText';
import { PurposeFilter } from './PurposeFilter';
import { PURPOSES } from './purposes';
import { bitsText } from './review';
import { isUnreadable } from './search';
import { useWord } from './useWord';

interface Values {
  a: TypedIdentifier;
  b: TypedIdentifier;
}

/** Why, or why not, two identifiers are one person's. The address names them by hash, never by value. */
export function WhyPage() {
  const { t } = useTranslation();
  const change = useUrlChanges();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [a] = useUrlState('a');
  const [b] = useUrlState('b');
  const [named, setPurpose] = useUrlState('purpose');
  const purpose = PURPOSES.find((each) => each === named) ?? 'ADS';
  const ask = useMutation({
    mutationFn: (values: Values) => answer(api.POST('/api/v1/identity/explanations', { body: { a: identifierOf(values.a), b: identifierOf(values.b), purpose } })),
    onSuccess: (found) => {
      if (found.a && found.b) {
        queries.setQueryData(whyQuery(found.a, found.b, purpose).queryKey, found);
      }
      change({ a: found.a ?? undefined, b: found.b ?? undefined });
    },
    onError: (error) => {
      if (isUnreadable(error)) {
        showOnForm(form, error, ([side]) => (side === 'a' || side === 'b' ? [side, 'value'] : null), () => t('identity.unreadable'));
      }
    },
  });
  const asked = useQuery({ ...whyQuery(a ?? '', b ?? '', purpose), enabled: Boolean(a && b) });
  // A value that identifies nobody has no hash to be kept by.
  const found = a && b ? asked.data : ask.data;
  return (
    <>
      <Form<Values> form={form} layout="vertical" className="panel why-form" initialValues={{ a: { type: 'phone' }, b: { type: 'cookie' } }} onFinish={(values) => ask.mutate(values)}>
        <div className="why-sides">
          <fieldset><legend>{t('identity.first')}</legend><IdentifierFields form={form} at={['a']} /></fieldset>
          <fieldset><legend>{t('identity.second')}</legend><IdentifierFields form={form} at={['b']} /></fieldset>
        </div>
        <div className="filters">
          <PurposeFilter purpose={purpose} onChange={setPurpose} />
          <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />} loading={ask.isPending}>{t('identity.ask')}</Button>
        </div>
        <p className="muted small">{t('identity.privacy')}</p>
      </Form>
      <ProblemNotice error={isUnreadable(ask.error) ? asked.error : ask.error ?? asked.error} />
      {asked.isLoading && <Skeleton active />}
      {found?.why && <Why why={found.why} hash={a} />}
      {found?.whyNot && <WhyNot whyNot={found.whyNot} />}
      {!found && !asked.isLoading && !asked.error && <EmptyState title={t('identity.whyStartTitle')}>{t('identity.whyStart')}</EmptyState>}
    </>
  );
}

function Why({ why: { path, bridge, profileId }, hash }: { why: Schemas['Why']; hash: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const first = path[0]?.from;
  return (
    <section className="panel" aria-labelledby="why">
      <div className="verdict">
        <Chip tone="live">{t('identity.together')}</Chip>
        <h2 id="why">{path.length === 0 ? t('identity.same') : t('identity.steps', { count: path.length })}</h2>
      </div>
      <p>{t('identity.personIs')} <Link className="mono in-text" to={`/identity/profiles/${profileId}`}>{shortId(profileId)}</Link></p>
      <ol className="why-path">
        <li className="why-identifier">{first ? <IdentifierText identifier={first} /> : <span className="mono">#{shortHash(hash ?? '')}</span>}</li>
        {path.map((step) => (
          <li key={`${step.evidenceId} ${step.to.hash}`}>
            <div className={`why-step ${step.evidenceId === bridge ? 'bridge' : ''}`}>
              <strong>{word('evidenceKind', step.evidence)}</strong> <span className="muted">{step.source}</span>
              {step.evidenceId === bridge && <> <Chip tone="warn">{t('identity.bridge')}</Chip></>}
              <div className="muted small">{t('identity.stepAt', { time: format.dateTime(step.at), version: step.ruleVersion })} · <span className="mono">{step.observationId}</span></div>
              {step.weight && <div className="small">{t('linkage.weight', { probability: format.percent(step.weight.probability), bits: bitsText(step.weight.bits) })}</div>}
              {step.evidenceId === bridge && <div className="small">{t('identity.bridgeHint')}</div>}
            </div>
            <div className="why-identifier"><IdentifierText identifier={step.to} /></div>
          </li>
        ))}
      </ol>
      {path.length > 0 && !bridge && <p className="muted">{t('identity.noBridge')}</p>}
      {path.length > 0 && <p><Link to={`/identity/profiles/${profileId}?tab=evidence`}>{t('identity.toEvidence')}</Link></p>}
    </section>
  );
}

function WhyNot({ whyNot: { reason, identifier, ruleVersion } }: { whyNot: Schemas['WhyNot'] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <section className="panel" aria-labelledby="why-not">
      <div className="verdict">
        <Chip tone="warn">{t('identity.apartTitle')}</Chip>
        <h2 id="why-not">{word('apart', reason)}</h2>
      </div>
      {identifier && <p>{t('identity.itIsAbout')} <IdentifierText identifier={identifier} /></p>}
      {reason === 'QUARANTINED' && <p><Link to="/identity/quality">{t('identity.toQuarantine')}</Link></p>}
      {reason === 'BLOCKED' && <p><Link to="/identity/rules">{t('identity.toRules')}</Link></p>}
      <p className="muted small">{t('identity.byRules', { version: ruleVersion })}</p>
    </section>
  );
}
