import { SearchOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answer, api } from '../api/client';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { IdentifierFields } from './IdentifierFields';
import { identifierOf, profileIdIn, type TypedIdentifier } from './identifiers';
import { PURPOSES } from './purposes';
import { foundIn } from './search';

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
    mutationFn: async (typed: TypedIdentifier) =>
      foundIn((await answer(api.POST('/api/v1/identity/resolve', { body: { lookups: PURPOSES.map((purpose) => ({ identifiers: [identifierOf(typed)], purpose })) } }))).results),
    onSuccess: ({ profileId, purpose }) => {
      if (profileId) {
        void navigate(`/identity/profiles/${profileId}${purpose === 'ADS' ? '' : `?purpose=${purpose}`}`);
      }
    },
  });
  const nobody = search.data && !search.data.profileId;
  return (
    <Form form={form} layout="vertical" initialValues={{ identifier: { type: 'phone' } }} onFinish={({ identifier }) => search.mutate(identifier)}>
      <ProblemNotice error={search.error} />
      <div className="lookup">
        <IdentifierFields form={form} at={['identifier']} />
        <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />} loading={search.isPending}>{t('identity.find')}</Button>
      </div>
      <p className="muted small">{t('identity.privacy')}</p>
      {nobody && (
        <Alert
          type="info"
          showIcon
          role="status"
          title={t(search.data?.undetermined ? 'identity.undeterminedTitle' : 'identity.neverSeenTitle')}
          description={search.data?.undetermined
            ? <>{t('identity.undetermined')} <Link className="in-text" to="/identity/quality">{t('identity.toQuarantine')}</Link></>
            : t('identity.neverSeen')}
        />
      )}
    </Form>
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
