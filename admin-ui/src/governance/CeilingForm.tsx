import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { ceilingsQuery } from '../api/queries';
import { WindowFields } from '../campaigns/WindowFields';
import { FormActions } from '../ui/FormActions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { CampaignSelect } from './CampaignSelect';
import { CEILING_WINDOWS, ceilingOf, ceilingValuesOf, fieldForCeiling, leftToEverybody, type CeilingValues } from './governanceForm';
import { RuleFields } from './RuleFields';
import { useSaveRule } from './useSaveRule';

interface Props {
  ceiling: Schemas['Ceiling'] | undefined;
  taken: string[];
  onDone: () => void;
}

export function CeilingForm({ ceiling, taken, onDone }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<CeilingValues>();
  const values = Form.useWatch([], form) as CeilingValues | undefined;
  const { save, rest } = useSaveRule<CeilingValues>({
    form,
    send: (filled) =>
      answer(api.PUT('/api/v1/ceilings/{ceilingId}', {
        params: { path: { ceilingId: ceiling?.ceilingId ?? filled.id } },
        body: ceilingOf(filled),
        ...ifStill(ceiling?.version),
      })),
    fieldFor: fieldForCeiling,
    queryKey: ceilingsQuery.queryKey,
    onDone,
  });
  return (
    <Form<CeilingValues>
      form={form}
      layout="vertical"
      initialValues={ceilingValuesOf(ceiling)}
      onFinish={() => save.mutate(form.getFieldsValue(true) as CeilingValues)}
    >
      <ProblemNotice error={save.error} details={rest} />
      <RuleFields fixedId={ceiling?.ceilingId} taken={taken} />
      <div className="plan-row-fields">
        <Form.Item name="count" label={t('governance.count')} extra={t('governance.countHint')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={0} max={1_000} precision={0} className="number" />
        </Form.Item>
        <WindowFields at={[]} kinds={CEILING_WINDOWS} values={values} />
      </div>
      <h3>{t('governance.shares')}</h3>
      <p className="muted">{t('governance.sharesLead')}</p>
      <Form.List name="shares">
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map((field) => (
              <fieldset key={field.key} className="plan-row">
                <legend className="sr-only">{t('governance.share', { number: field.name + 1 })}</legend>
                <div className="plan-row-fields">
                  <Form.Item
                    name={[field.name, 'campaignId']}
                    label={t('governance.campaign')}
                    rules={[{ required: true, message: t('common.required') }]}
                    className="grow"
                  >
                    <CampaignSelect />
                  </Form.Item>
                  <Form.Item name={[field.name, 'count']} label={t('governance.count')} rules={[{ required: true, message: t('common.required') }]}>
                    <InputNumber min={1} precision={0} className="number" />
                  </Form.Item>
                  <Button
                    className="remove-row"
                    type="text"
                    icon={<DeleteOutlined aria-hidden />}
                    onClick={() => remove(field.name)}
                    aria-label={t('governance.removeShare', { number: field.name + 1 })}
                  />
                </div>
              </fieldset>
            ))}
            <div className="over"><Form.ErrorList errors={errors} /></div>
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ count: 1 })}>{t('governance.addShare')}</Button>
          </>
        )}
      </Form.List>
      <Left left={leftToEverybody(values?.count ?? 0, values?.shares ?? [])} />
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}

/** How much of the ceiling no campaign is sure of. */
function Left({ left }: { left: number }) {
  const { t } = useTranslation();
  return (
    <p className={left < 0 ? 'over' : 'muted'} aria-live="polite">
      {left < 0 ? t('governance.tooMuch', { over: -left }) : t('governance.left', { count: left })}
    </p>
  );
}
