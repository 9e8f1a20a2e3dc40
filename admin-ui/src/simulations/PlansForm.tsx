import { CopyOutlined, DeleteOutlined, ExperimentOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../campaigns/usePlanText';
import { WindowFields } from '../campaigns/WindowFields';
import { WINDOW_KINDS } from '../campaigns/windowForm';
import { planLetter, PLANS_MAX, type PlanValues } from './plans';

interface Values {
  plans: PlanValues[];
}

interface Props {
  initial: PlanValues[];
  running: boolean;
  onRun: (plans: PlanValues[]) => void;
}

/** The plans to compare; each has the same channels and its own numbers and windows. */
export function PlansForm({ initial, running, onRun }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const all = () => (form.getFieldsValue(true) as Values).plans;
  return (
    <Form<Values> form={form} layout="vertical" initialValues={{ plans: initial }} onFinish={() => onRun(all())}>
      <Form.List name="plans">
        {(fields, { add, remove }) => (
          <>
            <div className="plan-cards">
              {fields.map(({ key, name }) => (
                <PlanCard
                  key={key}
                  index={name}
                  onCopy={fields.length < PLANS_MAX ? () => add(structuredClone(all()[name]), name + 1) : undefined}
                  onRemove={fields.length > 1 ? () => remove(name) : undefined}
                />
              ))}
            </div>
            <div className="form-actions plan-cards-foot">
              <Button icon={<PlusOutlined aria-hidden />} disabled={fields.length >= PLANS_MAX} onClick={() => add(structuredClone(all().at(-1)))}>{t('simulation.add')}</Button>
              <Button type="primary" htmlType="submit" icon={<ExperimentOutlined aria-hidden />} loading={running}>{t('simulation.run', { count: fields.length })}</Button>
            </div>
          </>
        )}
      </Form.List>
    </Form>
  );
}

function PlanCard({ index, onCopy, onRemove }: { index: number; onCopy: (() => void) | undefined; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation();
  const nameOf = useChannelName();
  const form = Form.useFormInstance<Values>();
  const plan = Form.useWatch(['plans', index], { form, preserve: true }) as PlanValues | undefined;
  const letter = planLetter(index);
  return (
    <fieldset className="panel plan-card" aria-label={t('simulation.plan', { letter })}>
      <div className="panel-head">
        <h2>{t('simulation.plan', { letter })}</h2>
        <span>
          <Button type="text" icon={<CopyOutlined aria-hidden />} disabled={!onCopy} onClick={() => onCopy?.()} aria-label={t('simulation.copy', { letter })} title={t('simulation.copy', { letter })} />
          <Button type="text" icon={<DeleteOutlined aria-hidden />} disabled={!onRemove} onClick={() => onRemove?.()} aria-label={t('simulation.remove', { letter })} title={t('simulation.remove', { letter })} />
        </span>
      </div>
      {plan?.rows.map((row, at) => (
        <div key={at} className="plan-card-row" role="group" aria-label={nameOf(row.channel ?? '')}>
          <h3>{nameOf(row.channel ?? '')}</h3>
          <div className="plan-row-fields">
            <Form.Item name={[index, 'rows', at, 'target']} label={t('campaign.target')} rules={[{ required: true, message: t('common.required') }]}>
              <InputNumber min={0} max={10_000} precision={0} className="number" />
            </Form.Item>
            <WindowFields at={[index, 'rows', at]} kinds={WINDOW_KINDS} values={row} />
          </div>
        </div>
      ))}
    </fieldset>
  );
}
