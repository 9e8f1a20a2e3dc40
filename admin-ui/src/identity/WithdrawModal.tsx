import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import type { Purpose } from '../api/queries';
import { ProblemNotice } from '../ui/ProblemNotice';
import { PURPOSES } from './purposes';

interface Choice {
  purposes: Purpose[];
  reason?: string;
}

/** Withdraws purposes for all identifiers that a person has. */
export function WithdrawModal({ open, profile, purpose, onClose }: { open: boolean; profile: Schemas['Profile']; purpose: Purpose; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Choice>();
  const withdraw = useMutation({
    mutationFn: ({ purposes, reason }: Choice) =>
      answer(api.POST('/api/v1/identity/profiles/{id}:withdraw', {
        params: { path: { id: profile.profileId } },
        body: { purposes, ...(reason?.trim() ? { reason: reason.trim() } : {}) },
      })),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['profile'] }), queries.invalidateQueries({ queryKey: ['why'] })]);
      void message.success(t('identity.withdrawDone'));
      onClose();
    },
  });
  const close = () => {
    withdraw.reset();
    onClose();
  };
  return (
    <Modal
      open={open}
      title={t('identity.withdrawTitle')}
      okText={t('identity.withdrawNow')}
      cancelText={t('common.cancel')}
      confirmLoading={withdraw.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('identity.withdrawText')}</p>
      <ul className="bullets">
        <li>{t('identity.withdrawAds')}</li>
        <li>{t('identity.withdrawUntil')}</li>
        <li>{t('identity.withdrawBack')}</li>
      </ul>
      <ProblemNotice error={withdraw.error} />
      <Form form={form} layout="vertical" preserve={false} initialValues={{ purposes: [purpose] }} onFinish={(choice) => withdraw.mutate(choice)}>
        <Form.Item name="purposes" label={t('identity.withdrawWhat')} rules={[{ type: 'array', min: 1, message: t('identity.withdrawNothing') }]}>
          <Checkbox.Group options={PURPOSES.map((value) => ({ value, label: t(`identity.purpose.${value}`) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('identity.reason')} extra={t('identity.withdrawReasonHint')}>
          <Input.TextArea rows={2} maxLength={1_000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
