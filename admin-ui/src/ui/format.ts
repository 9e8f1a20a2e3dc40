import { useMemo } from 'react';
import { usePreferences } from '../app/preferences';
import type { Language } from '../i18n';

/** Numbers and times as the chosen language writes them. */
export interface Format {
  number: (value: number | undefined) => string;
  percent: (share: number) => string;
  dateTime: (instant: string | undefined) => string;
  /** To the second, where several may be of one minute. */
  moment: (instant: string | undefined) => string;
  date: (instant: string | undefined) => string;
  time: (instant: string | undefined) => string;
  bytes: (size: number) => string;
}

export function formatOf(language: Language): Format {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const at = (format: Intl.DateTimeFormat) => (instant: string | undefined) => {
    const parsed = instant ? new Date(instant) : null;
    return parsed && !Number.isNaN(parsed.getTime()) ? format.format(parsed) : '–';
  };
  return {
    number: (value) => (value === undefined ? '–' : number.format(value)),
    percent: (share) => percent.format(Number.isFinite(share) ? share : 0),
    dateTime: at(dateTime),
    moment: at(moment),
    date: at(date),
    time: at(time),
    bytes: (bytes) => (bytes < 1_000_000 ? `${size.format(bytes / 1000)} kB` : `${size.format(bytes / 1_000_000)} MB`),
  };
}

export function useFormat(): Format {
  const { language } = usePreferences();
  return useMemo(() => formatOf(language), [language]);
}
