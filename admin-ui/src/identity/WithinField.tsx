import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { durationOf, type RollingUnit } from '../campaigns/duration';
import { ROLLING_UNITS } from '../campaigns/windowForm';
import { longestIn, windowIn } from './rulesForm';

interface Props {
  label: string;
  /** An ISO-8601 duration; nothing for all time. */
  value: string | null | undefined;
  disabled: boolean;
  onChange: (window: string | null) => void;
}

/** Within which time a limit counts: as long as is entered, or all time. */
export function WithinField({ label, value, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<RollingUnit>();
  const { count, unit } = value ? windowIn(value, chosen) : { count: null, unit: chosen ?? 'DAYS' };
  const change = (next: number | null, of: RollingUnit) => onChange(next ? durationOf(Math.min(next, longestIn(of)), of) : null);
  return (
    <div className="within">
      <InputNumber
        size="small"
        className="number"
        aria-label={label}
        min={1}
        max={longestIn(unit)}
        precision={0}
        placeholder={t('identity.rule.ever')}
        disabled={disabled}
        value={count}
        onChange={(next) => change(next, unit)}
      />
      <Select
        size="small"
        className="unit"
        aria-label={`${label}: ${t('window.unit')}`}
        disabled={disabled}
        value={unit}
        onChange={(next) => { choose(next); change(count, next); }}
        options={ROLLING_UNITS.map((each) => ({ value: each, label: t(`window.rollingUnits.${each}`) }))}
      />
    </div>
  );
}
