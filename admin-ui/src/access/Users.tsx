import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { usersQuery } from '../api/queries';
import { FormActions } from '../ui/FormActions';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';

const ROLES = ['viewer', 'author', 'approver', 'governor', 'operator', 'admin'] as const;

export function Users({ adding, onDone }: { adding: boolean; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const users = useInfiniteQuery({ ...usersQuery, enabled: can('user:read') });
  const all = users.data?.pages.flatMap((page) => page.items) ?? [];
  const roleText = (role: string) => (i18n.exists(`access.role.${role}`) ? i18n.t(`access.role.${role}` as 'access.role.viewer') : role);
  const change = useMutation({
    mutationFn: ({ username, enable }: { username: string; enable: boolean }) =>
      answer(api.POST(enable ? '/api/v1/users/{username}:enable' : '/api/v1/users/{username}:disable', { params: { path: { username } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
  const disable = (username: string) =>
    modal.confirm({
      title: t('access.disableTitle', { name: username }),
      content: t('access.disableUserText'),
      okText: t('access.disable'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => change.mutateAsync({ username, enable: false }).catch(() => undefined),
    });
  return (
    <>
      <p className="muted">{t('access.usersLead')}</p>
      <ProblemNotice error={users.error ?? change.error} />
      <Table<Schemas['User']>
        size="small"
        rowKey="username"
        loading={users.isLoading}
        dataSource={all}
        pagination={false}
        columns={[
          { title: t('access.username'), key: 'name', render: (_, user) => <strong>{user.username}</strong> },
          { title: t('access.roles'), key: 'roles', render: (_, user) => user.roles.map((role) => <span key={role} className="tag">{roleText(role)}</span>) },
          {
            title: t('campaign.statusLabel'),
            key: 'state',
            render: (_, user) => <Chip tone={user.enabled ? 'live' : 'stop'}>{t(user.enabled ? 'access.enabled' : 'access.disabled')}</Chip>,
          },
          { title: t('campaign.created_at'), key: 'created', responsive: ['md'], render: (_, user) => format.date(user.createdAt) },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, user) => can('user:write') && (user.enabled
              ? <Button size="small" onClick={() => disable(user.username)}>{t('access.disable')}</Button>
              : <Button size="small" onClick={() => change.mutate({ username: user.username, enable: true })}>{t('access.enable')}</Button>),
          },
        ]}
      />
      <More pages={users} shown={all.length} />
      <Drawer open={adding} onClose={onDone} title={t('access.newUser')} size={440} destroyOnHidden><UserForm onDone={onDone} /></Drawer>
    </>
  );
}

function UserForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Schemas['NewUser']>();
  const create = useMutation({
    mutationFn: (body: Schemas['NewUser']) => answer(api.POST('/api/v1/users', { body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['users'] });
      void message.success(t('access.userCreated'));
      onDone();
    },
    onError: (error) => {
      const fieldFor = (path: (string | number)[]) => (typeof path[0] === 'string' && ['username', 'password', 'roles'].includes(path[0]) ? [path[0]] : null);
      showOnForm(form, error, fieldFor);
    },
  });
  return (
    <Form<Schemas['NewUser']> form={form} layout="vertical" initialValues={{ roles: ['viewer'] }} onFinish={(values) => create.mutate(values)}>
      <ProblemNotice error={create.error} />
      <Form.Item name="username" label={t('access.username')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={t('access.password')} extra={t('access.passwordHint')} rules={[{ required: true, message: t('common.required') }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="roles" label={t('access.roles')} rules={[{ required: true, message: t('common.required') }]}>
        <Select mode="multiple" options={ROLES.map((value) => ({ value, label: `${t(`access.role.${value}`)} · ${t(`access.roleHint.${value}`)}` }))} optionLabelProp="label" />
      </Form.Item>
      <FormActions onCancel={onDone} isSending={create.isPending} send={t('access.create')} />
    </Form>
  );
}
