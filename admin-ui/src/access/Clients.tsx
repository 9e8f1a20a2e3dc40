import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Form, Input, Modal, Select, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { clientsQuery, meQuery } from '../api/queries';
import { FormActions } from '../ui/FormActions';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { Chip } from '../ui/Status';
import { useCan } from '../ui/useCan';

export function Clients({ adding, onDone }: { adding: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [secret, setSecret] = useState<Schemas['ClientSecret']>();
  const clients = useInfiniteQuery({ ...clientsQuery, enabled: can('client:read') });
  const all = clients.data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = () => queries.invalidateQueries({ queryKey: ['clients'] });
  const rotate = useMutation({
    mutationFn: (clientId: string) => answer(api.POST('/api/v1/clients/{clientId}:rotate', { params: { path: { clientId } } })),
    onSuccess: (issued) => {
      setSecret(issued);
      void refresh();
    },
  });
  const change = useMutation({
    mutationFn: ({ clientId, enable }: { clientId: string; enable: boolean }) =>
      answer(api.POST(enable ? '/api/v1/clients/{clientId}:enable' : '/api/v1/clients/{clientId}:disable', { params: { path: { clientId } } })),
    onSuccess: refresh,
  });
  const ask = (kind: 'rotate' | 'disable', clientId: string) =>
    modal.confirm({
      title: t(kind === 'rotate' ? 'access.rotateTitle' : 'access.disableTitle', { name: clientId }),
      content: t(kind === 'rotate' ? 'access.rotateText' : 'access.disableClientText'),
      okText: t(`access.${kind}`),
      okButtonProps: { danger: kind === 'disable' },
      cancelText: t('common.cancel'),
      onOk: () => (kind === 'rotate' ? rotate.mutateAsync(clientId) : change.mutateAsync({ clientId, enable: false })).then(() => undefined, () => undefined),
    });
  return (
    <>
      <p className="muted">{t('access.clientsLead')}</p>
      <ProblemNotice error={clients.error ?? rotate.error ?? change.error} />
      <Table<Schemas['Client']>
        size="small"
        rowKey="clientId"
        loading={clients.isLoading}
        dataSource={all}
        pagination={false}
        columns={[
          {
            title: t('access.clientId'),
            key: 'id',
            render: (_, client) => (
              <>
                <strong className="mono">{client.clientId}</strong>
                <div className="muted small">{client.partnerId ?? client.merchantId ?? t('access.platform')}</div>
              </>
            ),
          },
          { title: t('access.scopes'), key: 'scopes', responsive: ['md'], render: (_, client) => <span title={client.scopes.join('\n')}>{t('access.scopeCount', { count: client.scopes.length })}</span> },
          {
            title: t('campaign.statusLabel'),
            key: 'state',
            responsive: ['sm'],
            render: (_, client) => <Chip tone={client.enabled ? 'live' : 'stop'}>{t(client.enabled ? 'access.enabled' : 'access.disabled')}</Chip>,
          },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, client) => can('client:write') && (
              <div className="row-actions">
                <Button size="small" onClick={() => ask('rotate', client.clientId)}>{t('access.rotate')}</Button>
                {client.enabled
                  ? <Button size="small" onClick={() => ask('disable', client.clientId)}>{t('access.disable')}</Button>
                  : <Button size="small" onClick={() => change.mutate({ clientId: client.clientId, enable: true })}>{t('access.enable')}</Button>}
              </div>
            ),
          },
        ]}
      />
      <More pages={clients} shown={all.length} />
      <Drawer open={adding} onClose={onDone} title={t('access.newClient')} size={440} destroyOnHidden>
        <ClientForm
          onCancel={onDone}
          onIssued={(issued) => {
            onDone();
            setSecret(issued);
            void refresh();
          }}
        />
      </Drawer>
      <Modal
        open={Boolean(secret)}
        title={t('access.secretTitle')}
        onCancel={() => setSecret(undefined)}
        footer={<Button type="primary" onClick={() => setSecret(undefined)}>{t('access.secretDone')}</Button>}
      >
        <Alert type="warning" showIcon title={t('access.secretOnce')} />
        <dl className="facts">
          <dt>{t('access.clientId')}</dt>
          <dd className="mono">{secret?.clientId}</dd>
          <dt>{t('access.secret')}</dt>
          <dd><Typography.Text copyable className="mono">{secret?.clientSecret}</Typography.Text></dd>
        </dl>
      </Modal>
    </>
  );
}

function ClientForm({ onIssued, onCancel }: { onIssued: (issued: Schemas['ClientSecret']) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [form] = Form.useForm<Schemas['NewClient']>();
  const create = useMutation({
    mutationFn: (values: Schemas['NewClient']) =>
      answer(api.POST('/api/v1/clients', {
        body: { clientId: values.clientId, scopes: values.scopes, ...(values.partnerId ? { partnerId: values.partnerId } : {}) },
      })),
    onSuccess: onIssued,
    onError: (error) => {
      const fieldFor = (path: (string | number)[]) => (typeof path[0] === 'string' && ['clientId', 'scopes', 'partnerId'].includes(path[0]) ? [path[0]] : null);
      showOnForm(form, error, fieldFor);
    },
  });
  // Nobody hands out more than they hold, and nobody hands out the approval of one's own work.
  const scopes = (me?.scopes ?? []).filter((scope) => scope !== 'campaign:approve-own');
  return (
    <Form<Schemas['NewClient']> form={form} layout="vertical" initialValues={{ scopes: ['decision:ask', 'exposure:write'] }} onFinish={(values) => create.mutate(values)}>
      <ProblemNotice error={create.error} />
      <Form.Item name="clientId" label={t('access.clientId')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input autoFocus className="mono" autoComplete="off" />
      </Form.Item>
      <Form.Item name="partnerId" label={t('channel.partner')} extra={t('access.partnerHint')}>
        <Input className="mono" />
      </Form.Item>
      <Form.Item name="scopes" label={t('access.scopes')} extra={t('access.scopesHint')} rules={[{ required: true, message: t('common.required') }]}>
        <Select mode="multiple" options={scopes.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <FormActions onCancel={onCancel} isSending={create.isPending} send={t('access.create')} />
    </Form>
  );
}
