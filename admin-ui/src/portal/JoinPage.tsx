import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';
import { randomText } from '../auth/pkce';
import { useSuggestions } from '../commerce/useSuggestions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { PublicFrame } from './PublicFrame';
import { fieldForRegistration, registrationOf, type RegistrationValues } from './registration';
import '../commerce/commerce.css';

const LANGUAGES = ['zh', 'yue', 'en', 'fr', 'it', 'es', 'de', 'ja', 'ko', 'th'];

/** Open registration: whoever wants to be a guide has no account yet. */
export function JoinPage() {
  const { t } = useTranslation();
  const [registered, setRegistered] = useState<Schemas['Guide']>();
  return (
    <PublicFrame title={t('join.title')}>
      {registered ? <Registered guide={registered} /> : <Registration onRegistered={setRegistered} />}
    </PublicFrame>
  );
}

function Registration({ onRegistered }: { onRegistered: (guide: Schemas['Guide']) => void }) {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [search] = useSearchParams();
  const { categories, places } = useSuggestions();
  const [form] = Form.useForm<RegistrationValues>();
  // One form is one guide, however often the button is pressed; what was corrected is a new request.
  const [sent, setSent] = useState({ body: '', key: '' });
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const register = useMutation({
    mutationFn: (values: RegistrationValues) => {
      const body = registrationOf(values);
      const text = JSON.stringify(body);
      const key = sent.body === text ? sent.key : randomText();
      setSent({ body: text, key });
      return answer(api.POST('/api/v1/guides', { body, headers: { 'Idempotency-Key': key } }));
    },
    onSuccess: onRegistered,
    onError: (error) => {
      showOnForm(form, error, fieldForRegistration);
    },
  });
  const required = { required: true, message: t('common.required') };
  return (
    <>
      <header className="page-header"><h1>{t('join.title')}</h1><p className="lead">{t('join.lead')}</p></header>
      <section className="panel">
        <Form<RegistrationValues> form={form} layout="vertical" initialValues={{ languages: [language], referralCode: search.get('code') ?? '' }} onFinish={(values) => register.mutate(values)}>
          <ProblemNotice error={register.error} />
          <Form.Item name="displayName" label={t('join.name')} extra={t('join.nameHint')} rules={[{ ...required, whitespace: true }]}>
            <Input maxLength={200} autoComplete="name" />
          </Form.Item>
          <Form.Item name="destinations" label={t('join.destinations')} extra={t('join.destinationsHint')} rules={[required]}>
            <Select mode="tags" showSearch={{ optionFilterProp: 'label' }} maxCount={50} tokenSeparators={[',', '，', '、']} options={places} />
          </Form.Item>
          <Form.Item name="categories" label={t('join.categories')} extra={t('join.categoriesHint')} rules={[required]}>
            <Select mode="tags" showSearch={{ optionFilterProp: 'label' }} maxCount={50} tokenSeparators={[',', '，', '、']} options={categories} />
          </Form.Item>
          <Form.Item name="languages" label={t('guide.languages')} rules={[required]}>
            <Select mode="multiple" maxCount={20} showSearch={{ optionFilterProp: 'label' }} options={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))} />
          </Form.Item>
          <Form.Item name="email" label={t('join.email')} extra={t('join.emailHint')} rules={[{ ...required, whitespace: true }]}>
            <Input type="email" maxLength={100} autoComplete="username" autoCapitalize="none" />
          </Form.Item>
          <Form.Item name="password" label={t('access.password')} extra={t('access.passwordHint')} rules={[{ ...required, whitespace: true }]}>
            <Input.Password maxLength={1_024} autoComplete="new-password" />
          </Form.Item>
          <Form.Item name="referralCode" label={t('join.referralCode')} extra={t('join.referralCodeHint')}>
            <Input className="mono" maxLength={40} autoComplete="off" autoCapitalize="none" />
          </Form.Item>
          <Button type="primary" size="large" htmlType="submit" block loading={register.isPending}>{t('join.register')}</Button>
        </Form>
      </section>
      <p className="muted">{t('join.already')} <Link className="in-text" to="/sign-in?to=/portal">{t('auth.signIn')}</Link></p>
    </>
  );
}

function Registered({ guide }: { guide: Schemas['Guide'] }) {
  const { t } = useTranslation();
  return (
    <>
      <header className="page-header"><h1>{t('join.doneTitle', { name: guide.displayName })}</h1><p className="lead">{t('join.done')}</p></header>
      <section className="panel">
        <dl className="facts">
          <dt>{t('guide.id')}</dt><dd><Typography.Text copyable className="mono">{guide.guideId}</Typography.Text></dd>
        </dl>
        <ol className="steps">
          <li className="done">{t('join.step1')}</li>
          <li>{t('join.step3')}<p>{t('join.step3Hint')}</p></li>
          <li>{t('join.step4')}<p>{t('join.step4Hint')}</p></li>
        </ol>
        <Link to="/sign-in?to=/portal"><Button type="primary" block>{t('auth.signIn')}</Button></Link>
      </section>
    </>
  );
}
