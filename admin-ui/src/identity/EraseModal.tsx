import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';

/** Erasing cannot be taken back, so the beginning of the id has to be typed. */
export function EraseModal({ open, profile, onClose }: { open: boolean; profile: Schemas['Profile']; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ typed: string }>();
  const wanted = profile.profileId.slice(0, 8);
  const erase = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/identity/profiles/{id}:erase', { params: { path: { id: profile.profileId } } })),
    onSuccess: async (erased) => {
      void message.success(t('identity.erased', { count: erased.identifiers }));
      await navigate('/identity');
      queries.removeQueries({ queryKey: ['profile'] });
    },
  });
  const close = () => {
    erase.reset();
    onClose();
  };
  return (
    <Modal
      open={open}
      title={t('identity.eraseTitle')}
      okText={t('identity.eraseNow')}
      okButtonProps={{ danger: true }}
      cancelText={t('common.cancel')}
      confirmLoading={erase.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{profile.undetermined ? t('identity.eraseAll') : t('identity.eraseText', { count: profile.identifiers.length })}</p>
      <ul className="bullets">
        <li>{t('identity.eraseGone')}</li>
        <li>{t('identity.eraseLater')}</li>
        <li>{t('identity.eraseShared')}</li>
      </ul>
      <ProblemNotice error={erase.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={() => erase.mutate()}>
        <Form.Item
          name="typed"
          label={t('identity.eraseType', { id: wanted })}
          rules={[{ validator: (_, typed?: string) => (typed?.trim().toLowerCase() === wanted ? Promise.resolve() : Promise.reject(new Error(t('identity.eraseMismatch')))) }]}
        >
          <Input className="mono" autoComplete="off" spellCheck={false} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
