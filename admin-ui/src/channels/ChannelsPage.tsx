import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Radio, Select, Switch, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { channelsQuery } from '../api/queries';
import { EmptyState } from '../ui/EmptyState';
import { FormActions } from '../ui/FormActions';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { useCan } from '../ui/useCan';
import { useUrlState } from '../ui/useUrlState';
import { LateConfirms } from './LateConfirms';
import { familyOf, slugOf } from './channelGuess';
import { definitionOf, FAMILIES, fieldForChannel, valuesOf, type ChannelValues } from './channelForm';

type Channel = Schemas['Channel'];

export function ChannelsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [search, setSearch] = useUrlState('q');
  const [edited, setEdited] = useUrlState('edit');
  const channels = useQuery(channelsQuery);
  const wanted = (search ?? '').toLowerCase();
  const shown = (channels.data ?? []).filter((channel) => `${channel.name} ${channel.channelId}`.toLowerCase().includes(wanted));
  const editedChannel = channels.data?.find((channel) => channel.channelId === edited);

  return (
    <>
      <PageHeader
        title={t('channel.title')}
        lead={t('channel.lead')}
        actions={can('channel:write') && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited('new')}>{t('channel.new')}</Button>
        )}
      />
      <ProblemNotice error={channels.error} onRetry={() => void channels.refetch()} />
      <LateConfirms />
      {channels.data?.length === 0 && (
        <EmptyState
          title={t('channel.emptyTitle')}
          action={can('channel:write') && <Button type="primary" onClick={() => setEdited('new')}>{t('channel.new')}</Button>}
        >
          {t('channel.empty')}
        </EmptyState>
      )}
      {channels.data?.length !== 0 && !channels.isLoadingError && (
        <section className="panel">
          <Input
            className="filter"
            prefix={<SearchOutlined aria-hidden />}
            allowClear
            placeholder={t('channel.search')}
            aria-label={t('channel.search')}
            value={search ?? ''}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Table<Channel>
            rowKey="channelId"
            loading={channels.isLoading}
            dataSource={shown}
            pagination={shown.length > 50 ? { pageSize: 50 } : false}
            columns={[
              {
                title: t('channel.name'),
                key: 'name',
                render: (_, channel) => (
                  <>
                    {can('channel:write')
                      ? <button type="button" className="linkish" onClick={() => setEdited(channel.channelId)}>{channel.name}</button>
                      : <strong>{channel.name}</strong>}
                    <div className="muted small mono">{channel.channelId}</div>
                  </>
                ),
              },
              { title: t('channel.family'), key: 'family', render: (_, channel) => t(`channel.families.${channel.family}`) },
              {
                title: t('channel.domain'),
                key: 'domain',
                render: (_, channel) => (
                  <>
                    <span>{t(`channel.domains.${channel.domain}`)}</span>
                    {channel.closed && <span className="tag">{t('channel.closedShort')}</span>}
                  </>
                ),
              },
              { title: t('channel.partner'), key: 'partner', responsive: ['md'], render: (_, channel) => channel.partnerId ?? '–' },
              {
                title: t('channel.ttl'),
                key: 'ttl',
                responsive: ['md'],
                render: (_, channel) => t('channel.minutes', { count: valuesOf(channel).grantMinutes }),
              },
            ]}
          />
        </section>
      )}
      <Drawer
        open={Boolean(edited) && (edited === 'new' || Boolean(editedChannel))}
        onClose={() => setEdited(undefined)}
        size={480}
        destroyOnHidden
        title={edited === 'new' ? t('channel.new') : t('channel.edit')}
      >
        <ChannelForm channel={editedChannel} onDone={() => setEdited(undefined)} />
      </Drawer>
    </>
  );
}

function ChannelForm({ channel, onDone }: { channel: Channel | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<ChannelValues>();
  const [rest, setRest] = useState<string[]>([]);
  // The form shows what was loaded when it opened, so that is the version it changes, whatever is loaded meanwhile.
  const [loaded] = useState(channel);
  const domain = Form.useWatch('domain', form);

  const save = useMutation({
    mutationFn: (values: ChannelValues) =>
      answer(api.PUT('/api/v1/channels/{channelId}', {
        params: { path: { channelId: values.channelId } },
        body: definitionOf(values),
        ...ifStill(loaded?.version),
      })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: channelsQuery.queryKey });
      void message.success(t('channel.saved'));
      onDone();
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'STALE_VERSION') {
        void queries.invalidateQueries({ queryKey: channelsQuery.queryKey });
      }
      setRest(showOnForm(form, error, fieldForChannel));
    },
  });

  return (
    <Form<ChannelValues>
      form={form}
      layout="vertical"
      initialValues={valuesOf(loaded)}
      onFinish={(values) => save.mutate({ ...values, channelId: loaded?.channelId ?? values.channelId })}
      onValuesChange={(changed) => {
        if ('name' in changed && !loaded) {
          const name = form.getFieldValue('name') as string;
          form.setFieldsValue({
            ...(form.isFieldTouched('channelId') ? {} : { channelId: slugOf(name) }),
            ...(form.isFieldTouched('family') ? {} : { family: familyOf(name) }),
          });
        }
      }}
    >
      <ProblemNotice error={save.error} details={rest} />
      <Form.Item name="name" label={t('channel.name')} rules={[{ required: true, message: t('common.required') }]}>
        <Input autoFocus maxLength={200} placeholder={t('channel.namePlaceholder')} />
      </Form.Item>
      <Form.Item
        name="channelId"
        label={t('channel.id')}
        extra={t('channel.idHint')}
        rules={[{ required: true, message: t('common.required') }, { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, message: t('channel.idPattern') }]}
      >
        <Input disabled={Boolean(loaded)} className="mono" />
      </Form.Item>
      <Form.Item name="family" label={t('channel.family')} rules={[{ required: true }]}>
        <Select options={FAMILIES.map((value) => ({ value, label: t(`channel.families.${value}`) }))} />
      </Form.Item>
      <Form.Item name="domain" label={t('channel.domain')} extra={domain === 'PRIVATE' ? t('channel.privateHint') : t('channel.publicHint')}>
        <Radio.Group
          optionType="button"
          options={(['PUBLIC', 'PRIVATE'] as const).map((value) => ({ value, label: t(`channel.domains.${value}`) }))}
        />
      </Form.Item>
      {domain !== 'PRIVATE' && (
        <Form.Item name="closed" label={t('channel.closed')} extra={t('channel.closedHint')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <Form.Item name="partnerId" label={t('channel.partner')} extra={t('channel.partnerHint')}>
        <Input className="mono" />
      </Form.Item>
      <Form.Item name="grantMinutes" label={t('channel.ttl')} extra={t('channel.ttlHint')} rules={[{ required: true, message: t('common.required') }]}>
        <Input type="number" min={0} step="any" suffix={t('channel.minutesUnit')} />
      </Form.Item>
      <Form.Item name="onUnavailable" label={t('channel.unavailable')} extra={t('channel.unavailableHint')}>
        <Radio.Group optionType="button" options={(['DENY', 'ALLOW'] as const).map((value) => ({ value, label: t(`channel.unavailables.${value}`) }))} />
      </Form.Item>
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}

