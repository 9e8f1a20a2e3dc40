import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, AutoComplete, Button, Form, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem, layOut } from '../api/problem';
import { askLimitsQuery, channelsQuery } from '../api/queries';
import { ProblemNotice } from '../ui/ProblemNotice';
import { ASK_SPANS, askLimitOf, askLimitValuesOf, fieldForAskLimit, type AskLimitValues } from './governanceForm';

interface Props {
  limit: Schemas['AskLimit'] | undefined;
  taken: string[];
  onDone: () => void;
}

export function AskLimitForm({ limit, taken, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const channels = useQuery(channelsQuery);
  const [form] = Form.useForm<AskLimitValues>();
  const [rest, setRest] = useState<string[]>([]);
  const partners = [...new Set((channels.data ?? []).flatMap((channel) => channel.partnerId ?? []))].filter((id) => !taken.includes(id)).sort();
  const save = useMutation({
    mutationFn: (filled: AskLimitValues) =>
      answer(api.PUT('/api/v1/ask-limits/{partnerId}', {
        params: { path: { partnerId: limit?.partnerId ?? filled.partnerId.trim() }, header: limit ? { 'If-Match': `"${limit.version}"` } : {} },
        body: askLimitOf(filled),
      })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: askLimitsQuery.queryKey });
      void message.success(t('governance.saved'));
      onDone();
    },
    onError: (error) => {
      if (error instanceof ApiProblem) {
        const laidOut = layOut(error.problem, fieldForAskLimit);
        form.setFields(laidOut.fields as Parameters<typeof form.setFields>[0]);
        setRest(laidOut.rest);
      }
    },
  });
  return (
    <Form<AskLimitValues> form={form} layout="vertical" initialValues={askLimitValuesOf(limit)} onFinish={save.mutate}>
      <ProblemNotice error={save.error} details={rest} />
      <Form.Item
        name="partnerId"
        label={t('governance.partner')}
        extra={t('governance.partnerHint')}
        rules={limit ? [] : [
          { required: true, message: t('common.required') },
          { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, message: t('channel.idPattern') },
          { validator: (_, id: string) => (taken.includes(id) ? Promise.reject(new Error(t('governance.partnerTaken'))) : Promise.resolve()) },
        ]}
      >
        <AutoComplete disabled={Boolean(limit)} className="mono" options={partners.map((value) => ({ value }))} showSearch={{ filterOption: true }} />
      </Form.Item>
      <div className="plan-row-fields">
        <Form.Item name="count" label={t('governance.asks')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={1} precision={0} className="number" />
        </Form.Item>
        <Form.Item name="spanCount" label={t('governance.span')} extra={t('governance.spanHint')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={1} precision={0} className="number" />
        </Form.Item>
        <Form.Item name="spanUnit" label={t('window.unit')}>
          <Select className="unit" options={ASK_SPANS.map((value) => ({ value, label: t(`window.rollingUnits.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="form-actions">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t('common.save')}</Button>
      </div>
    </Form>
  );
}
