import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { useCan } from '../ui/useCan';
import { ExpertiseList } from './ExpertiseList';
import { GuideMoney } from './GuideMoney';
import { canSubmit, reviewActions, type ReviewAction } from './guideLife';
import { evidenceQueueQuery, expertiseQuery, forestQuery, guideQuery } from './queries';
import { GuideName, GuideStatusChip } from './ui';

type Action = ReviewAction | 'submit';
/** The guide is told why, so that these are asked about first. */
const TOLD = ['reject', 'askMore', 'suspend', 'flagRisk', 'expireLicence', 'ban'] as const;
type Told = (typeof TOLD)[number];
const isTold = (action: Action): action is Told => (TOLD as readonly string[]).includes(action);

/** One guide as a reviewer sees them: what they say of themselves, and what can be done now. */
export function GuideReview({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const guide = useQuery(guideQuery(guideId));
  const [asked, setAsked] = useState<Told>();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: (action: Action) =>
      action === 'submit'
        ? answer(api.POST('/api/v1/guides/{guideId}:submit', { params: { path: { guideId } } }))
        : answer(api.POST(`/api/v1/guides/{guideId}:${action}`, { params: { path: { guideId } }, body: reason.trim() ? { reason: reason.trim() } : {} })),
    onSuccess: async (after, action) => {
      queries.setQueryData(guideQuery(guideId).queryKey, after);
      setAsked(undefined);
      setReason('');
      // Approving also verifies what was declared.
      await Promise.all([queries.invalidateQueries({ queryKey: ['guides'] }), queries.invalidateQueries({ queryKey: expertiseQuery(guideId).queryKey })]);
      void message.success(t(`guide.done.${action}`));
    },
  });
  if (!guide.data) {
    return guide.isLoading ? <Skeleton active /> : <ProblemNotice error={guide.error} onRetry={() => void guide.refetch()} />;
  }
  const { data } = guide;
  const actions: Action[] = [
    ...(can('guide:write') && canSubmit(data.status) ? ['submit' as const] : []),
    ...(can('guide:approve') ? reviewActions(data.status) : []),
  ];
  return (
    <>
      <div className="verdict"><h2>{data.displayName}</h2><GuideStatusChip status={data.status} /></div>
      <p className="muted">{t(`guide.means.${data.status}`)}</p>
      <ProblemNotice error={act.error} />
      <dl className="facts">
        {data.reason && <><dt>{t('guide.reason')}</dt><dd>{data.reason}</dd></>}
        <dt>{t('guide.languages')}</dt><dd>{data.languages.join(', ')}</dd>
        <dt>{t('guide.referralCode')}</dt><dd className="mono">{data.referralCode}</dd>
        <dt>{t('guide.broughtBy')}</dt><dd>{data.referrerId ? <GuideName guideId={data.referrerId} /> : t('guide.nobody')}</dd>
        <dt>{t('guide.payee')}</dt><dd>{data.payee ? `${data.payee.name} · ${data.payee.account}` : t('guide.noPayee')}</dd>
        <dt>{t('guide.id')}</dt><dd className="mono">{data.guideId}</dd>
      </dl>
      <div className="page-actions">
        {actions.map((action) => (
          <Button
            key={action}
            type={action === 'approve' ? 'primary' : 'default'}
            danger={isTold(action) && action !== 'askMore'}
            loading={act.isPending && act.variables === action}
            disabled={act.isPending}
            onClick={() => (isTold(action) ? setAsked(action) : act.mutate(action))}
          >
            {t(`guide.action.${action}`)}
          </Button>
        ))}
      </div>
      <AreasToReview guideId={guideId} />
      <GuideMoney guideId={guideId} />
      {can('guide:approve') && <ReferrerForm guide={data} />}
      {can('user:write') && <SignInForm guide={data} />}
      <Modal
        open={asked !== undefined}
        title={asked && t(`guide.ask.${asked}`, { name: data.displayName })}
        okText={asked && t(`guide.action.${asked}`)}
        okButtonProps={{ danger: asked !== 'askMore', loading: act.isPending }}
        cancelText={t('common.cancel')}
        onOk={() => asked && act.mutate(asked)}
        onCancel={() => setAsked(undefined)}
      >
        <p>{asked && t(`guide.askText.${asked}`)}</p>
        <Form layout="vertical">
          <Form.Item label={t('guide.reason')} extra={t('guide.reasonHint')} htmlFor="reason">
            <Input.TextArea id="reason" maxLength={1_000} autoSize={{ minRows: 2, maxRows: 8 }} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

/** What the guide says they know, with the evidence, to be found true or not. */
function AreasToReview({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const areas = useQuery(expertiseQuery(guideId));
  const decide = useMutation({
    mutationFn: ({ area: { kind, area }, verify }: { area: Schemas['Expertise']; verify: boolean }) =>
      answer(api.POST(`/api/v1/guides/{guideId}/expertise:${verify ? 'verify' : 'refuse'}`, { params: { path: { guideId } }, body: { kind, area } })),
    onSuccess: () => Promise.all([expertiseQuery(guideId).queryKey, evidenceQueueQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  return (
    <section className="apart" aria-labelledby="areas">
      <h3 id="areas">{t('guide.expertise')}</h3>
      <ProblemNotice error={areas.error ?? decide.error} />
      <ExpertiseList
        areas={areas.data ?? []}
        {...(can('guide:approve') ? {
          actions: (area: Schemas['Expertise']) => (
            <div className="page-actions">
              {area.review !== 'VERIFIED' && <Button size="small" disabled={decide.isPending} onClick={() => decide.mutate({ area, verify: true })}>{t('expertise.verify')}</Button>}
              {area.review !== 'REFUSED' && <Button size="small" danger disabled={decide.isPending} onClick={() => decide.mutate({ area, verify: false })}>{t('expertise.refuse')}</Button>}
            </div>
          ),
        } : {})}
      />
    </section>
  );
}

/** Corrects who brought a guide, for sales from now on. */
function ReferrerForm({ guide }: { guide: Schemas['Guide'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ referrerId?: string }>();
  const correct = useMutation({
    mutationFn: ({ referrerId }: { referrerId?: string }) =>
      answer(api.PUT('/api/v1/guides/{guideId}/referrer', { params: { path: { guideId: guide.guideId } }, body: referrerId?.trim() ? { referrerId: referrerId.trim() } : {} })),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: guideQuery(guide.guideId).queryKey }), queries.invalidateQueries({ queryKey: forestQuery.queryKey })]);
      void message.success(t('growth.corrected'));
    },
    onError: (error) => {
      showOnForm(form, error, ([field]) => (field === 'referrerId' ? [field] : null));
    },
  });
  return (
    <details className="advanced apart">
      <summary>{t('growth.correct')}</summary>
      <ProblemNotice error={correct.error} />
      <Form form={form} layout="vertical" initialValues={{ referrerId: guide.referrerId ?? '' }} onFinish={(values) => correct.mutate(values)}>
        <Form.Item name="referrerId" label={t('guide.broughtBy')} extra={t('growth.correctHint')}><Input className="mono" autoComplete="off" /></Form.Item>
        <Button htmlType="submit" loading={correct.isPending}>{t('common.save')}</Button>
      </Form>
    </details>
  );
}

/** Whoever registered without a password gets a sign-in from somebody who knows them. */
function SignInForm({ guide }: { guide: Schemas['Guide'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ username: string; password: string }>();
  const create = useMutation({
    mutationFn: (values: { username: string; password: string }) =>
      answer(api.POST('/api/v1/users', { body: { ...values, roles: ['guide'], guideId: guide.guideId } })),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('guide.signInMade'));
    },
    onError: (error) => {
      const fieldFor = (path: (string | number)[]) => (path[0] === 'username' || path[0] === 'password' ? [path[0]] : null);
      showOnForm(form, error, fieldFor);
    },
  });
  return (
    <details className="advanced apart">
      <summary>{t('guide.signIn')}</summary>
      <p className="muted">{t('guide.signInLead')}</p>
      <ProblemNotice error={create.error} />
      <Form form={form} layout="vertical" onFinish={(values) => create.mutate(values)}>
        <Form.Item name="username" label={t('access.username')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="password" label={t('access.password')} extra={t('access.passwordHint')} rules={[{ required: true, message: t('common.required') }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={create.isPending}>{t('guide.makeSignIn')}</Button>
      </Form>
    </details>
  );
}
