import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Form, Input, Skeleton } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';
import { channelsQuery, explanationQuery } from '../api/queries';
import { TouchesDrawer } from '../reach/TouchesDrawer';
import { EmptyState } from '../ui/EmptyState';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlChanges, useUrlState } from '../ui/useUrlState';
import { ExplanationView } from './ExplanationView';
import { lookupOf, type Lookup } from './lookup';

interface Values {
  id?: string;
  partner?: string;
}

/** Why "may I show this here, now?" was answered as it was. */
export function ExplanationsPage() {
  const { t } = useTranslation();
  const [id] = useUrlState('id');
  const [partner] = useUrlState('partner');
  const [touch] = useUrlState('touch');
  const [person, setPerson] = useUrlState('person');
  const lookup = lookupOf(id, partner, touch);
  return (
    <>
      <PageHeader title={t('explanation.title')} lead={t('explanation.lead')} />
      <LookupForm id={id} partner={partner} />
      {lookup
        ? <Found lookup={lookup} onPerson={setPerson} />
        : <EmptyState title={t('explanation.startTitle')}>{t('explanation.start')}</EmptyState>}
      <TouchesDrawer profileId={person} onClose={() => setPerson(undefined)} />
    </>
  );
}

function LookupForm({ id, partner }: { id: string | undefined; partner: string | undefined }) {
  const { t } = useTranslation();
  const change = useUrlChanges();
  const channels = useQuery(channelsQuery);
  const [form] = Form.useForm<Values>();
  useEffect(() => form.setFieldsValue({ id: id ?? '', partner: partner ?? '' }), [form, id, partner]);
  const partners = [...new Set((channels.data ?? []).flatMap((channel) => channel.partnerId ?? []))];
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="panel lookup"
      onFinish={(values) => change({ id: values.id?.trim(), partner: values.partner?.trim(), touch: undefined, person: undefined })}
    >
      <Form.Item name="id" label={t('explanation.id')} className="grow" rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input className="mono" maxLength={512} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="partner" label={t('explanation.partner')} extra={t('explanation.partnerHint')}>
        <AutoComplete allowClear className="mono" options={partners.map((value) => ({ value }))} placeholder={t('access.platform')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />}>{t('explanation.find')}</Button>
    </Form>
  );
}

function Found({ lookup, onPerson }: { lookup: Lookup; onPerson: (profileId: string) => void }) {
  const { t } = useTranslation();
  const explanation = useQuery(explanationQuery(lookup));
  if (explanation.data) {
    return <ExplanationView explanation={explanation.data} onPerson={onPerson} />;
  }
  if (explanation.error instanceof ApiProblem && explanation.error.status === 404) {
    return (
      <EmptyState
        title={t('explanation.noneTitle')}
        action={<Button onClick={() => void explanation.refetch()} loading={explanation.isFetching}>{t('common.retry')}</Button>}
      >
        {t(`explanation.none.${lookup.by}`)}
      </EmptyState>
    );
  }
  return explanation.isLoading
    ? <Skeleton active paragraph={{ rows: 8 }} />
    : <ProblemNotice error={explanation.error} onRetry={() => void explanation.refetch()} />;
}
