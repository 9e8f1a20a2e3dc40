import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

type Catalogue = 'identifier' | 'evidenceKind' | 'apart' | 'recordField';

/** The word for a value that the platform names; one that is not known here is shown as it is. */
export function useWord(): (catalogue: Catalogue, value: string) => string {
  const { i18n } = useTranslation();
  return useCallback((catalogue, value) => {
    const key = `${catalogue}.${value}`;
    return i18n.exists(key) ? i18n.t(key as 'identifier.phone') : value;
  }, [i18n]);
}
