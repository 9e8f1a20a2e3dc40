import { useTranslation } from 'react-i18next';

/** The stages a platform starts with have words in each language; others go by the name they were given. */
export function useStageName(): (stage: string) => string {
  const { t, i18n } = useTranslation();
  return (stage) => {
    const key = `maturity.stage.${stage}`;
    return i18n.exists(key) ? t(key as 'maturity.stage.NEW') : stage;
  };
}
