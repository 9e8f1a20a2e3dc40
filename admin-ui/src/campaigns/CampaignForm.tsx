import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, DatePicker, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiProblem, layOut } from '../api/problem';
import { channelsQuery } from '../api/queries';
import { ProblemNotice } from '../ui/ProblemNotice';
import {
  definitionOf, fieldForCampaign, isComplete, mayHoldOut, newPlanRow, planRowOf, profileIdsOf, type CampaignValues, type PlanRowValues,
} from './campaignForm';
import { useChannelName, useWindowText } from './usePlanText';
import { WindowFields } from './WindowFields';
import { localZone, WINDOW_KINDS } from './windowForm';

interface Props {
  initial: CampaignValues;
  submitLabel: string;
  saving: boolean;
  error: unknown;
  onSave: (definition: ReturnType<typeof definitionOf>) => void;
  onCancel: () => void;
}

export function CampaignForm({ initial, submitLabel, saving, error, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<CampaignValues>();
  const channels = useQuery(channelsQuery);
  const audienceKind = Form.useWatch('audienceKind', form);
  const messageClass = Form.useWatch('messageClass', form);
  const profileIds = Form.useWatch('profileIds', form);
  const laidOut = useMemo(() => (error instanceof ApiProblem ? layOut(error.problem, fieldForCampaign) : undefined), [error]);

  useEffect(() => {
    if (laidOut) {
      form.setFields(laidOut.fields as Parameters<typeof form.setFields>[0]);
      const first = laidOut.fields[0];
      if (first) {
        form.scrollToField(first.name, { block: 'center' });
      }
    }
  }, [laidOut, form]);

  return (
    <Form<CampaignValues> form={form} layout="vertical" initialValues={initial} onFinish={(values) => onSave(definitionOf(values))} className="campaign-form">
      <ProblemNotice error={error} details={laidOut?.rest ?? []} />
      <section className="panel">
        <h2>{t('campaign.basics')}</h2>
        <Form.Item name="name" label={t('campaign.name')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input maxLength={200} autoFocus placeholder={t('campaign.namePlaceholder')} />
        </Form.Item>
        <div className="two">
          <Form.Item
            name="flight"
            label={t('campaign.flight')}
            extra={t('campaign.flightHint', { zone: localZone() })}
            rules={[{ required: true, message: t('common.required') }]}
          >
            <DatePicker.RangePicker
              className="wide"
              showTime={{ format: 'HH:mm', defaultOpenValue: [dayjs().startOf('day'), dayjs().startOf('day')] }}
              format="YYYY-MM-DD HH:mm"
              placeholder={[t('campaign.starts'), t('campaign.ends')]}
            />
          </Form.Item>
          <Form.Item name="messageClass" label={t('campaign.messageClass')} extra={t('campaign.messageClassHint')}>
            <Radio.Group
              optionType="button"
              options={(['MARKETING', 'SERVICE'] as const).map((value) => ({ value, label: t(`campaign.messageClasses.${value}`) }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="audienceKind" label={t('campaign.audience')}>
          <Radio.Group
            optionType="button"
            options={(initial.audienceKind === 'DATA_SET' ? ['DATA_SET'] as const : ['EVERYONE', 'LIST'] as const).map((value) => ({ value, label: t(`campaign.audiences.${value}`) }))}
          />
        </Form.Item>
        {audienceKind === 'LIST' && (
          <Form.Item
            name="profileIds"
            label={t('campaign.profiles')}
            extra={t('campaign.profilesCount', { count: profileIdsOf(profileIds ?? '').length })}
            rules={[{ required: true, message: t('common.required') }]}
          >
            <Input.TextArea rows={5} className="mono" placeholder={t('campaign.profilesHint')} />
          </Form.Item>
        )}
        {audienceKind === 'DATA_SET' && <Form.Item name="dataSetId" label={t('campaign.dataSet')}><Input disabled className="mono" /></Form.Item>}
      </section>
      <section className="panel">
        <h2>{t('campaign.plan')}</h2>
        <p className="muted">{t('campaign.planLead')}</p>
        {channels.data?.length === 0 && (
          <Alert type="info" showIcon title={t('campaign.noChannels')} action={<Link to="/channels?edit=new">{t('channel.new')}</Link>} />
        )}
        <Form.List name="plan">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <PlanRowFields
                  key={field.key}
                  index={field.name}
                  removable={fields.length > 1}
                  onRemove={() => remove(field.name)}
                  channelOptions={(channels.data ?? []).map((channel) => ({ value: channel.channelId, label: channel.name }))}
                />
              ))}
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add(newPlanRow())}>{t('campaign.addRow')}</Button>
            </>
          )}
        </Form.List>
      </section>
      <section className="panel">
        <h2>{t('campaign.more')}</h2>
        <Form.Item name="priority" label={t('campaign.priority')} extra={t('campaign.priorityHint')}>
          <InputNumber min={0} max={1_000} precision={0} />
        </Form.Item>
        {mayHoldOut(messageClass, audienceKind) && (
          <Form.Item name="holdoutPercent" label={t('campaign.holdout')} extra={t('campaign.holdoutHint')}>
            <InputNumber min={0} max={100} precision={0} suffix="%" />
          </Form.Item>
        )}
        <details className="advanced" open={initial.exemptFromCaps || !initial.countedByCaps}>
          <summary>{t('campaign.advanced')}</summary>
          <Form.Item name="exemptFromCaps" label={t('campaign.exemptFromCaps')} extra={t('campaign.exemptFromCapsHint')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="countedByCaps" label={t('campaign.countedByCaps')} extra={t('campaign.countedByCapsHint')} valuePropName="checked">
            <Switch />
          </Form.Item>
        </details>
      </section>
      <div className="form-actions sticky">
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={saving}>{submitLabel}</Button>
      </div>
    </Form>
  );
}

interface RowProps {
  index: number;
  removable: boolean;
  onRemove: () => void;
  channelOptions: { value: string; label: string }[];
}

function PlanRowFields({ index, removable, onRemove, channelOptions }: RowProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<CampaignValues>();
  const row = Form.useWatch(['plan', index], form) as PlanRowValues | undefined;
  const number = index + 1;
  return (
    <fieldset className="plan-row">
      <legend className="sr-only">{t('campaign.row', { number })}</legend>
      <div className="plan-row-fields">
        <Form.Item name={[index, 'channel']} label={t('campaign.channel')} rules={[{ required: true, message: t('common.required') }]} className="grow">
          <Select showSearch={{ optionFilterProp: 'label' }} options={channelOptions} placeholder={t('campaign.chooseChannel')} />
        </Form.Item>
        <Form.Item name={[index, 'target']} label={t('campaign.target')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={1} max={10_000} precision={0} className="number" />
        </Form.Item>
        <WindowFields at={[index]} kinds={WINDOW_KINDS} values={row} />
        <Button
          className="remove-row"
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          disabled={!removable}
          onClick={onRemove}
          aria-label={t('campaign.removeRow', { number })}
        />
      </div>
      <div className="plan-row-foot">
        {row && isComplete(row) && <PlanSentence row={row} />}
        <details>
          <summary>{t('campaign.rowMore')}</summary>
          <div className="plan-row-fields">
            <Form.Item name={[index, 'minimum']} label={t('campaign.minimum')} extra={t('campaign.minimumHint')}>
              <InputNumber min={0} {...(row ? { max: row.target } : {})} precision={0} className="number" />
            </Form.Item>
          </div>
        </details>
      </div>
    </fieldset>
  );
}

/** The row read back as a sentence, because a window is easily misunderstood. */
export function PlanSentence({ row }: { row: PlanRowValues }) {
  const { t } = useTranslation();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  return (
    <p className="plan-sentence">
      {t('campaign.sentence', { channel: nameOf(row.channel ?? ''), count: row.target, window: windowText(planRowOf(row).window) })}
    </p>
  );
}
