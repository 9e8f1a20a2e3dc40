import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../i18n';
import { palettes, type Mode, type Palette } from './palette';

export type ThemeChoice = 'system' | Mode;

interface Preferences {
  theme: ThemeChoice;
  mode: Mode;
  palette: Palette;
  chooseTheme: (theme: ThemeChoice) => void;
  language: Language;
  chooseLanguage: (language: Language) => void;
}

const THEME_KEY = 'evenreach.theme';
export const LANGUAGE_KEY = 'evenreach.language';
const Context = createContext<Preferences | null>(null);

/** Theme and language: remembered on this device, applied without a reload. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const [theme, setTheme] = useState<ThemeChoice>(() => (localStorage.getItem(THEME_KEY) as ThemeChoice | null) ?? 'system');
  const systemDark = useSystemDark();
  const mode: Mode = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
  const language = i18n.language as Language;

  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = mode;
    root.style.colorScheme = mode;
    for (const [name, colour] of Object.entries(palettes[mode])) {
      root.style.setProperty(`--${name}`, colour);
    }
  }, [mode]);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);

  const preferences = useMemo<Preferences>(() => ({
    theme,
    mode,
    palette: palettes[mode],
    chooseTheme: (next) => {
      localStorage.setItem(THEME_KEY, next);
      setTheme(next);
    },
    language,
    chooseLanguage: (next) => {
      localStorage.setItem(LANGUAGE_KEY, next);
      void i18n.changeLanguage(next);
    },
  }), [theme, mode, language, i18n]);

  return <Context.Provider value={preferences}>{children}</Context.Provider>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (!preferences) {
    throw new Error('PreferencesProvider is missing above this component');
  }
  return preferences;
}

function useSystemDark(): boolean {
  const query = useMemo(() => window.matchMedia('(prefers-color-scheme: dark)'), []);
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return dark;
}
