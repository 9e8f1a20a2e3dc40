import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';
import { releaseAddress } from './rulesForm';

interface Release {
  personsPerKey: number;
  reason: string;
}

/** Releases one identifier up to a bound of its own; the rules release every value of a kind. */
export function ReleaseModal({ identifier, onClose }: { identifier: Schemas['Quarantined']; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Release>();
  const release = useMutation({
    mutationFn: (body: Release) => answer(api.POST('/api/v1/identity/quarantine/{hash}:release', { params: { path: { hash: identifier.hash } }, body })),
    onSuccess: async () => {
      await Promise.all(['quarantine', 'releases', 'profile', 'clusters'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      void message.success(t('identity.releasedNow'));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('identity.releaseTitle', { identifier: identifier.masked })}
      okText={t('identity.releaseNow')}
      cancelText={t('common.cancel')}
      confirmLoading={release.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p>{t('identity.releaseText')}</p>
      <ProblemNotice error={release.error} />
      <Form form={form} layout="vertical" initialValues={{ personsPerKey: identifier.degree }} onFinish={(body) => release.mutate(body)}>
        <Form.Item name="personsPerKey" label={t('identity.releaseBound')} extra={t('identity.releaseBoundHint', { count: identifier.degree })} rules={[{ required: true }]}>
          <InputNumber className="number" min={identifier.personsMax + 1} max={1_000} precision={0} />
        </Form.Item>
        <Form.Item name="reason" label={t('identity.reason')} rules={[{ required: true, whitespace: true, message: t('identity.reasonNeeded') }]}>
          <Input.TextArea rows={2} maxLength={1_000} />
        </Form.Item>
      </Form>
      <p className="muted small">{t('identity.releaseOr')} <Link className="in-text" to={releaseAddress(identifier)}>{t('identity.releaseByRules')}</Link></p>
    </Modal>
  );
}
