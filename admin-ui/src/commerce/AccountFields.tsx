import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { accountOf } from './account';

/** An account at a bank, in the lengths and characters that payment files allow. */
export function AccountFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('payee.name')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input maxLength={140} autoComplete="name" />
      </Form.Item>
      <Form.Item
        name="account"
        label={t('payee.account')}
        extra={t('payee.accountHint')}
        rules={[{ required: true, message: t('common.required') }, { validator: (_, typed: string) => (!typed || /^[A-Z0-9]{4,34}$/.test(accountOf(typed)) ? Promise.resolve() : Promise.reject(new Error(t('payee.accountShape')))) }]}
      >
        <Input className="mono" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="bic"
        label={t('payee.bic')}
        extra={t('payee.bicHint')}
        rules={[{ validator: (_, typed: string) => (!typed || /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(accountOf(typed)) ? Promise.resolve() : Promise.reject(new Error(t('payee.bicShape')))) }]}
      >
        <Input className="mono" autoComplete="off" />
      </Form.Item>
    </>
  );
}
