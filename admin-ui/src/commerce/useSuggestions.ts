import { useTranslation } from 'react-i18next';
import { CATEGORIES, PLACES } from './expertise';

/** The words of a list in this language, over the values that are sent. */
export function useSuggestions() {
  const { t } = useTranslation();
  return {
    categories: CATEGORIES.map((value) => ({ value, label: `${t(`guide.category.${value}`)} (${value})` })),
    places: PLACES.map((value) => ({ value, label: `${t(`guide.place.${value}`)} (${value})` })),
  };
}
