import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { askLimitsQuery, channelsQuery } from '../api/queries';
import { FormActions } from '../ui/FormActions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { ASK_SPANS, askLimitOf, askLimitValuesOf, fieldForAskLimit, type AskLimitValues } from './governanceForm';
import { useSaveRule } from './useSaveRule';

interface Props {
  limit: Schemas['AskLimit'] | undefined;
  taken: string[];
  onDone: () => void;
}

export function AskLimitForm({ limit, taken, onDone }: Props) {
  const { t } = useTranslation();
  const channels = useQuery(channelsQuery);
  const [form] = Form.useForm<AskLimitValues>();
  const partners = [...new Set((channels.data ?? []).flatMap((channel) => channel.partnerId ?? []))].filter((id) => !taken.includes(id)).sort();
  const { save, rest } = useSaveRule<AskLimitValues>({
    form,
    send: (filled) =>
      answer(api.PUT('/api/v1/ask-limits/{partnerId}', {
        params: { path: { partnerId: limit?.partnerId ?? filled.partnerId.trim() } },
        body: askLimitOf(filled),
        ...ifStill(limit?.version),
      })),
    fieldFor: fieldForAskLimit,
    queryKey: askLimitsQuery.queryKey,
    onDone,
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
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}
