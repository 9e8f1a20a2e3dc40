import { SearchOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { IdentifierFields } from './IdentifierFields';
import { identifierOf, profileIdIn, type TypedIdentifier } from './identifiers';
import { PURPOSES } from './purposes';
import { becauseOf, foundIn, isTooMuch, isUnreadable, type Found } from './search';
import { profileAddress } from './split';

/** The way to a person: by an identifier, or by a profile id. What is typed stays out of the address. */
export function SearchPage() {
  const { t } = useTranslation();
  const [by, setBy] = useUrlState('by');
  return (
    <>
      <section className="panel" aria-label={t('identity.search')}>
        <Radio.Group
          className="gap"
          optionType="button"
          value={by === 'profile' ? 'profile' : 'identifier'}
          onChange={(event) => setBy(event.target.value === 'profile' ? 'profile' : undefined)}
          options={[{ value: 'identifier', label: t('identity.byIdentifier') }, { value: 'profile', label: t('identity.byProfile') }]}
        />
        {by === 'profile' ? <ByProfile /> : <ByIdentifier />}
      </section>
      <EmptyState title={t('identity.startTitle')}>{t('identity.start')}</EmptyState>
    </>
  );
}

function ByIdentifier() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ identifier: TypedIdentifier }>();
  const search = useMutation({
    mutationFn: (typed: TypedIdentifier) => find(identifierOf(typed)),
    onSuccess: ({ profileId, purpose }) => {
      if (profileId) {
        void navigate(profileAddress(profileId, purpose ?? 'ADS'));
      }
    },
    onError: (error) => {
      if (isUnreadable(error)) {
        form.setFields([{ name: ['identifier', 'value'], errors: [t('identity.unreadable')] }]);
      }
    },
  });
  return (
    <Form form={form} layout="vertical" initialValues={{ identifier: { type: 'phone' } }} onFinish={({ identifier }) => search.mutate(identifier)}>
      <ProblemNotice error={isUnreadable(search.error) ? undefined : search.error} />
      <div className="lookup">
        <IdentifierFields form={form} at={['identifier']} />
        <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />} loading={search.isPending}>{t('identity.find')}</Button>
      </div>
      <p className="muted small">{t('identity.privacy')}</p>
      {search.data && !search.data.profileId && <FoundNobody found={search.data} />}
    </Form>
  );
}

/** Whom an identifier leads to; where it is nobody, why. */
async function find(identifier: Schemas['Identifier']): Promise<Found> {
  const found = foundIn((await answer(api.POST('/api/v1/identity/resolve', { body: { lookups: PURPOSES.map((purpose) => ({ identifiers: [identifier], purpose })) } }))).results);
  if (found.profileId) {
    return found;
  }
  try {
    const { whyNot } = await answer(api.POST('/api/v1/identity/explanations', { body: { a: identifier, b: identifier } }));
    return { ...found, because: whyNot?.reason };
  } catch (error) {
    if (isTooMuch(error)) {
      return found;
    }
    throw error;
  }
}

function FoundNobody({ found }: { found: Found }) {
  const { t } = useTranslation();
  const because = becauseOf(found);
  if (because === 'NEVER_SEEN') {
    return <Alert type="info" showIcon role="status" title={t('identity.neverSeenTitle')} description={t('identity.neverSeen')} />;
  }
  const ways: Partial<Record<NonNullable<typeof because>, ReactNode>> = {
    BLOCKED: <Link className="in-text" to="/identity/rules">{t('identity.toRules')}</Link>,
    QUARANTINED: <Link className="in-text" to="/identity/quality">{t('identity.toQuarantine')}</Link>,
    WITHDRAWN: found.asked && <Link className="in-text" to={profileAddress(found.asked, 'ADS')}>{t('identity.toWithdrawn')}</Link>,
  };
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      title={t('identity.undeterminedTitle')}
      description={<>{because ? t(`identity.because.${because}`) : t('identity.undetermined')} {because && ways[because]}</>}
    />
  );
}

function ByProfile() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Form<{ id: string }> layout="vertical" className="lookup" onFinish={({ id }) => void navigate(`/identity/profiles/${profileIdIn(id)}`)}>
      <Form.Item
        name="id"
        label={t('identity.profileId')}
        extra={t('identity.profileIdHint')}
        className="grow"
        rules={[{ validator: (_, text: string) => (profileIdIn(text) ? Promise.resolve() : Promise.reject(new Error(t('identity.notAnId')))) }]}
      >
        <Input className="mono" autoComplete="off" spellCheck={false} placeholder="00000000-0000-0000-0000-000000000000" />
      </Form.Item>
      <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />}>{t('identity.find')}</Button>
    </Form>
  );
}
