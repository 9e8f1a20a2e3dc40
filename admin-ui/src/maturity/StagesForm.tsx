import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, ifStill, type Schemas } from '../api/client';
import { FormActions } from '../ui/FormActions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { fieldForStages, isNeverReached, isNotAbove, STAGES_MAX, STAGES_MIN, stagesOf, stagesValuesOf, type StagesValues } from './stagesForm';

interface Props {
  rules: Schemas['StageRules'];
  onDone: () => void;
}

/** The stages from the lowest up; the first has nothing to reach. */
export function StagesForm({ rules, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<StagesValues>();
  const [rest, setRest] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: (filled: StagesValues) => answer(api.PUT('/api/v1/maturity/rules', { body: stagesOf(filled), ...ifStill(rules.version) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['maturity', 'rules'] });
      void queries.invalidateQueries({ queryKey: ['maturity'] });
      void message.success(t('maturity.saved'));
      onDone();
    },
    onError: (error) => setRest(showOnForm(form, error, fieldForStages)),
  });
  const refuseIf = (refusal: () => string | null) => ({
    validator: () => {
      const why = refusal();
      return why ? Promise.reject(new Error(why)) : Promise.resolve();
    },
  });
  const now = () => form.getFieldsValue().stages ?? [];
  const rising = (index: number, threshold: 'minOrders' | 'minDaysSinceFirstOrder') => refuseIf(() => {
    const below = isNotAbove(now(), index, threshold);
    return below === null ? null : t('maturity.notAbove', { below });
  });
  const reachable = (index: number) => refuseIf(() => (isNeverReached(now(), index) ? t('maturity.neverReached') : null));
  return (
    <Form<StagesValues> form={form} layout="vertical" initialValues={stagesValuesOf(rules)} onFinish={save.mutate}>
      <ProblemNotice error={save.error} details={rest} />
      <p className="muted">{t('maturity.formLead')}</p>
      <Form.List name="stages">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field, index) => (
              <fieldset key={field.key} className="plan-row">
                <legend className="sr-only">{t('maturity.stageNumber', { number: index + 1 })}</legend>
                <div className="plan-row-fields">
                  <Form.Item name={[field.name, 'name']} label={t('maturity.name')} className="grow" rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
                    <Input maxLength={40} className="mono" />
                  </Form.Item>
                  {index > 0 && (
                    <>
                      <Form.Item name={[field.name, 'minOrders']} label={t('maturity.minOrders')} dependencies={['stages']} rules={[rising(index, 'minOrders'), reachable(index)]}>
                        <InputNumber min={1} max={1000} precision={0} className="number" />
                      </Form.Item>
                      <Form.Item name={[field.name, 'minDaysSinceFirstOrder']} label={t('maturity.minDays')} dependencies={['stages']} rules={[rising(index, 'minDaysSinceFirstOrder')]}>
                        <InputNumber min={1} max={36500} precision={0} className="number" />
                      </Form.Item>
                      {fields.length > STAGES_MIN && (
                        <Button
                          className="remove-row"
                          type="text"
                          icon={<DeleteOutlined aria-hidden />}
                          onClick={() => remove(field.name)}
                          aria-label={t('maturity.removeStage', { number: index + 1 })}
                        />
                      )}
                    </>
                  )}
                </div>
              </fieldset>
            ))}
            {fields.length < STAGES_MAX && (
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ name: '', minOrders: null, minDaysSinceFirstOrder: null })}>{t('maturity.addStage')}</Button>
            )}
          </>
        )}
      </Form.List>
      <FormActions onCancel={onDone} isSending={save.isPending} />
    </Form>
  );
}
