import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  onCancel: () => void;
  isSending: boolean;
  /** What sending does; to save where it is not said. */
  send?: string;
}

/** The buttons at the end of a form. */
export function FormActions({ onCancel, isSending, send }: Props) {
  const { t } = useTranslation();
  return (
    <div className="form-actions">
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
      <Button type="primary" htmlType="submit" loading={isSending}>{send ?? t('common.save')}</Button>
    </div>
  );
}
