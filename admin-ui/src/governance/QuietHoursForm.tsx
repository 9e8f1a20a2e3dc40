import { Form, TimePicker } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { quietHoursQuery } from '../api/queries';
import { ZoneField } from '../campaigns/WindowFields';
import { FormActions } from '../ui/FormActions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { fieldForQuietHours, quietHoursOf, quietHoursValuesOf, sameTime, type QuietHoursValues } from './governanceForm';
import { RuleFields } from './RuleFields';
import { useSaveRule } from './useSaveRule';

interface Props {
  quiet: Schemas['QuietHours'] | undefined;
  taken: string[];
  onDone: () => void;
}

export function QuietHoursForm({ quiet, taken, onDone }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<QuietHoursValues>();
  const { save, rest } = useSaveRule<QuietHoursValues>({
    form,
    send: (filled) =>
      answer(api.PUT('/api/v1/quiet-hours/{quietHoursId}', {
        params: { path: { quietHoursId: quiet?.quietHoursId ?? filled.id } },
        body: quietHoursOf(filled),
        ...ifStill(quiet?.version),
      })),
    fieldFor: fieldForQuietHours,
    queryKey: quietHoursQuery.queryKey,
    onDone,
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
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}
