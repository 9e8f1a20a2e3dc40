import i18next, { type FormatterModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zh } from './zh';

export type Language = 'en' | 'zh';
const STORED = 'evenreach.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED);
  if (chosen === 'en' || chosen === 'zh') {
    return chosen;
  }
  return navigator.languages.some((language) => language.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

/** Values that name something, and are written without separators though they are numbers. */
const NAMES = ['version', 'year', 'partition', 'offset'];

/** Writes the numbers in a text as its language does, and leaves anything else as it is given. */
export const numbersInTexts: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _, language, options) =>
    typeof value === 'number' && !NAMES.includes(String(options?.interpolationkey)) ? new Intl.NumberFormat(language).format(value) : value as string,
};

export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).use(numbersInTexts).init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    lng: firstLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false, alwaysFormat: true },
  });
}
