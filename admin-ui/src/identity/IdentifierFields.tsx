import { Form, Input, Select } from 'antd';
import type { FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';
import { IDENTIFIER_TYPES, isScoped } from '../imports/mapping';

interface Props {
  form: FormInstance;
  /** Where in the form the identifier stands. */
  at: string[];
  required?: boolean;
  placeholder?: string;
}

/** Type, scope where the type has one, and value. */
export function IdentifierFields({ form, at, required = true, placeholder }: Props) {
  const { t } = useTranslation();
  const type = (Form.useWatch([...at, 'type'], form) as string | undefined) ?? 'phone';
  const filled = required ? [{ required: true, whitespace: true, message: t('common.required') }] : [];
  return (
    <div className="identifier-fields">
      <Form.Item name={[...at, 'type']} label={t('identity.type')}>
        <Select options={IDENTIFIER_TYPES.map((value) => ({ value, label: t(`identifier.${value}`) }))} />
      </Form.Item>
      {isScoped(type) && (
        <Form.Item name={[...at, 'scope']} label={t('hold.scope')} rules={filled}>
          <Input className="mono" autoComplete="off" spellCheck={false} placeholder={t(`import.scope.${type as 'cookie'}`)} />
        </Form.Item>
      )}
      <Form.Item name={[...at, 'value']} label={t('identity.value')} rules={filled} className="grow">
        <Input className="mono" autoComplete="off" spellCheck={false} maxLength={1_000} {...(placeholder ? { placeholder } : {})} />
      </Form.Item>
    </div>
  );
}
