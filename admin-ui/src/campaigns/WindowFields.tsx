import { Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { CALENDAR_UNITS, ROLLING_UNITS, type WindowKind, type WindowValues } from './windowForm';

/** Not every browser counts UTC among its zones. */
const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value, label: value }));

interface Props {
  /** Where the fields stand, seen from the list they are in; empty outside of one. */
  at: (string | number)[];
  kinds: WindowKind[];
  values: Partial<WindowValues> | undefined;
}

/** Which touches count together: its kind, and what that kind needs. */
export function WindowFields({ at, kinds, values }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={[...at, 'windowKind']} label={t('campaign.window')} className="window-kind">
        <Select options={kinds.map((value) => ({ value, label: t(`window.kinds.${value}`) }))} />
      </Form.Item>
      {values?.windowKind === 'ROLLING' && (
        <div className="together">
          <Form.Item name={[...at, 'rollingCount']} label={t('window.length')} rules={[{ required: true, message: t('common.required') }]}>
            <InputNumber min={1} precision={0} className="number" />
          </Form.Item>
          <Form.Item name={[...at, 'rollingUnit']} label={t('window.unit')}>
            <Select className="unit" options={ROLLING_UNITS.map((value) => ({ value, label: t(`window.rollingUnits.${value}`) }))} />
          </Form.Item>
        </div>
      )}
      {values?.windowKind === 'CALENDAR' && (
        <div className="together">
          <Form.Item name={[...at, 'calendarUnit']} label={t('window.each')}>
            <Select className="unit" options={CALENDAR_UNITS.map((value) => ({ value, label: t(`window.calendarUnits.${value}`) }))} />
          </Form.Item>
          <ZoneField at={at} />
        </div>
      )}
    </>
  );
}

/** A time zone; it may be left out only where `otherwise` says which one holds then. */
export function ZoneField({ at, extra, otherwise }: { at: (string | number)[]; extra?: string; otherwise?: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={[...at, 'zone']} label={t('window.zone')} extra={extra} rules={otherwise ? [] : [{ required: true, message: t('common.required') }]}>
      <Select className="zone" showSearch allowClear={Boolean(otherwise)} placeholder={otherwise} options={ZONES} />
    </Form.Item>
  );
}
