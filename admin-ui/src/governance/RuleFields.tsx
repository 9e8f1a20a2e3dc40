import { useQuery } from '@tanstack/react-query';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries';
import { slugOf } from '../channels/channelGuess';
import type { CeilingValues, QuietHoursValues } from './governanceForm';

/** What ceilings and quiet hours ask alike: name, id, and on which channels. */
export function RuleFields({ fixedId, taken }: { fixedId: string | undefined; taken: string[] }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<CeilingValues | QuietHoursValues>();
  const channels = useQuery(channelsQuery);
  const scope = Form.useWatch('scope', form) as CeilingValues['scope'] | undefined;
  return (
    <>
      <Form.Item name="name" label={t('governance.name')}>
        <Input
          autoFocus
          maxLength={200}
          onChange={({ target }) => {
            if (!fixedId && !form.isFieldTouched('id')) {
              form.setFieldValue('id', target.value.trim() ? slugOf(target.value) : '');
            }
          }}
        />
      </Form.Item>
      <Form.Item
        name="id"
        label={t('governance.id')}
        extra={t('governance.idHint')}
        rules={fixedId ? [] : [
          { required: true, message: t('common.required') },
          { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, message: t('channel.idPattern') },
          { validator: (_, id: string) => (taken.includes(id) ? Promise.reject(new Error(t('governance.idTaken'))) : Promise.resolve()) },
        ]}
      >
        <Input disabled={Boolean(fixedId)} className="mono" />
      </Form.Item>
      <Form.Item name="scope" label={t('governance.channels')}>
        <Radio.Group
          optionType="button"
          options={[{ value: 'ALL', label: t('governance.allChannels') }, { value: 'SOME', label: t('governance.someChannels') }]}
        />
      </Form.Item>
      {scope === 'SOME' && (
        <Form.Item name="channels" rules={[{ required: true, message: t('common.required') }]}>
          <Select
            mode="multiple"
            aria-label={t('governance.someChannels')}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('campaign.chooseChannel')}
            options={(channels.data ?? []).map((channel) => ({ value: channel.channelId, label: channel.name }))}
          />
        </Form.Item>
      )}
    </>
  );
}
