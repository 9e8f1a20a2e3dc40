import { useTranslation } from 'react-i18next';
import type { Purpose } from '../api/queries';
import { FilterBar } from '../ui/FilterBar';
import { PURPOSES } from './purposes';

/** For which purpose people are shown; the one for advertising leaves the address. */
export function PurposeFilter({ purpose, onChange }: { purpose: Purpose; onChange: (purpose: string | undefined) => void }) {
  const { t } = useTranslation();
  return (
    <FilterBar
      label={t('identity.purposes')}
      value={purpose === 'ADS' ? undefined : purpose}
      onChange={onChange}
      options={PURPOSES.map((each) => ({ value: each === 'ADS' ? undefined : each, label: t(`identity.purposeView.${each}`) }))}
    />
  );
}
