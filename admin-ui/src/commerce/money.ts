import type { Language } from '../i18n';

/** How many digits a currency has after the point: 2 for CNY, 0 for JPY, 3 for KWD. */
export function scaleOf(currency: string): number {
  return formatterOf('en', currency)?.resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount in minor units as the language writes money; a code that is no currency is written behind the number. */
export function moneyText(language: Language, amountMinor: number, currency: string): string {
  const formatter = formatterOf(language, currency);
  return formatter ? formatter.format(amountMinor / 10 ** scaleOf(currency)) : `${amountMinor / 100} ${currency}`;
}

/** What somebody typed, as minor units; nothing where it is no amount, or has more digits than the currency. */
export function minorOf(typed: string, currency: string): number | undefined {
  const scale = scaleOf(currency);
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(typed.trim());
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > scale) {
    return undefined;
  }
  return Number(`${match[1]}${fraction.padEnd(scale, '0')}`);
}

/** Minor units as somebody would type them. */
export function majorOf(amountMinor: number, currency: string): string {
  return (amountMinor / 10 ** scaleOf(currency)).toFixed(scaleOf(currency));
}

function formatterOf(language: Language, currency: string): Intl.NumberFormat | undefined {
  try {
    return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { style: 'currency', currency });
  } catch {
    return undefined;
  }
}
