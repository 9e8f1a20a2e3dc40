import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem, layOut } from '../api/problem';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { canSubmit, reviewActions, type ReviewAction } from './guideLife';
import { guideQuery } from './queries';
import { Expertise, GuideName, GuideStatusChip } from './ui';

type Action = ReviewAction | 'submit';
/** These end something for the guide, so that they are asked about first. */
const GRAVE: Action[] = ['reject', 'suspend'];

/** One guide as a reviewer sees them: what they say of themselves, and what can be done now. */
export function GuideReview({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const guide = useQuery(guideQuery(guideId));
  const act = useMutation({
    mutationFn: (action: Action) => answer(api.POST(`/api/v1/guides/{guideId}:${action}`, { params: { path: { guideId } } })),
    onSuccess: async (after, action) => {
      queries.setQueryData(guideQuery(guideId).queryKey, after);
      await queries.invalidateQueries({ queryKey: ['guides'] });
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
  const ask = (action: Action) =>
    GRAVE.includes(action)
      ? void modal.confirm({
        title: t(`guide.ask.${action as 'reject' | 'suspend'}`, { name: data.displayName }),
        content: t(`guide.askText.${action as 'reject' | 'suspend'}`),
        okText: t(`guide.action.${action}`),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () => act.mutateAsync(action).catch(() => undefined),
      })
      : act.mutate(action);
  return (
    <>
      <div className="verdict"><h2>{data.displayName}</h2><GuideStatusChip status={data.status} /></div>
      <p className="muted">{t(`guide.means.${data.status}`)}</p>
      <ProblemNotice error={act.error} />
      <dl className="facts">
        <dt>{t('guide.expertise')}</dt><dd><Expertise guide={data} /></dd>
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
            danger={GRAVE.includes(action)}
            loading={act.isPending && act.variables === action}
            disabled={act.isPending}
            onClick={() => ask(action)}
          >
            {t(`guide.action.${action}`)}
          </Button>
        ))}
      </div>
      {can('user:write') && <SignInForm guide={data} />}
    </>
  );
}

/** Registration is open and makes no account, so that somebody who knows the guide gives them one. */
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
      if (error instanceof ApiProblem) {
        const fieldFor = (path: (string | number)[]) => (path[0] === 'username' || path[0] === 'password' ? [path[0]] : null);
        form.setFields(layOut(error.problem, fieldFor).fields as Parameters<typeof form.setFields>[0]);
      }
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
