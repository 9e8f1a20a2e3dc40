import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, TimePicker } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem, layOut } from '../api/problem';
import { quietHoursQuery } from '../api/queries';
import { ZoneField } from '../campaigns/WindowFields';
import { ProblemNotice } from '../ui/ProblemNotice';
import { fieldForQuietHours, quietHoursOf, quietHoursValuesOf, sameTime, type QuietHoursValues } from './governanceForm';
import { RuleFields } from './RuleFields';

interface Props {
  quiet: Schemas['QuietHours'] | undefined;
  taken: string[];
  onDone: () => void;
}

export function QuietHoursForm({ quiet, taken, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<QuietHoursValues>();
  const [rest, setRest] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: (filled: QuietHoursValues) =>
      answer(api.PUT('/api/v1/quiet-hours/{quietHoursId}', {
        params: { path: { quietHoursId: quiet?.quietHoursId ?? filled.id }, header: quiet ? { 'If-Match': `"${quiet.version}"` } : {} },
        body: quietHoursOf(filled),
      })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: quietHoursQuery.queryKey });
      void message.success(t('governance.saved'));
      onDone();
    },
    onError: (error) => {
      if (error instanceof ApiProblem) {
        const laidOut = layOut(error.problem, fieldForQuietHours);
        form.setFields(laidOut.fields as Parameters<typeof form.setFields>[0]);
        setRest(laidOut.rest);
      }
    },
  });
  return (
    <Form<QuietHoursValues>
      form={form}
      layout="vertical"
      initialValues={quietHoursValuesOf(quiet)}
      onFinish={() => save.mutate(form.getFieldsValue(true) as QuietHoursValues)}
    >
      <ProblemNotice error={save.error} details={rest} />
      <RuleFields fixedId={quiet?.quietHoursId} taken={taken} />
      <div className="plan-row-fields">
        <Form.Item name="from" label={t('governance.from')} rules={[{ required: true, message: t('common.required') }]}>
          <TimePicker format="HH:mm" needConfirm={false} allowClear={false} />
        </Form.Item>
        <Form.Item
          name="to"
          label={t('governance.to')}
          extra={t('governance.toHint')}
          dependencies={['from']}
          rules={[
            { required: true, message: t('common.required') },
            ({ getFieldValue }) => ({
              validator: (_, to: QuietHoursValues['to']) =>
                sameTime(getFieldValue('from') as QuietHoursValues['from'], to) ? Promise.reject(new Error(t('governance.sameTime'))) : Promise.resolve(),
            }),
          ]}
        >
          <TimePicker format="HH:mm" needConfirm={false} allowClear={false} />
        </Form.Item>
        <ZoneField at={[]} extra={t('governance.zoneHint')} otherwise={t('governance.brandZone')} />
      </div>
      <div className="form-actions">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t('common.save')}</Button>
      </div>
    </Form>
  );
}
