import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { numbersInTexts } from '.';
import { en } from './en';
import { zh } from './zh';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : [...flat(value, `${prefix}${key}.`)]));
}

const english = flat(en);
const chinese = flat(zh);
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [join(folder, entry.name)] : []);
}

describe('translations', () => {
  it('have the same keys in both languages', () => {
    expect([...new Set([...chinese.keys()].map(withoutPlural))].sort()).toEqual([...new Set([...english.keys()].map(withoutPlural))].sort());
  });

  it('leave no text empty and no English sentence in Chinese', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
    const names = /^(IDFA|OAID|GAID|Cookie|UTC)$/;
    expect([...chinese].filter(([, text]) => !/\p{Script=Han}/u.test(text) && !names.test(text) && /[a-z]{3}/.test(text.replaceAll(/\{\{\w+\}\}/g, '')))).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    for (const [key, text] of chinese) {
      const twin = english.get(key) ?? english.get(key.replace(/_other$/, '_one'));
      expect([key, placeholders(text)]).toEqual([key, placeholders(twin ?? '')]);
    }
  });

  it('give every plural both English forms and one Chinese form', () => {
    for (const key of english.keys()) {
      if (key.endsWith('_one') || key.endsWith('_other')) {
        expect(english.has(`${withoutPlural(key)}_one`) || english.has(`${withoutPlural(key)}_other`)).toBe(true);
        expect(chinese.has(`${withoutPlural(key)}_other`)).toBe(true);
      }
    }
  });

  it('say what is wrong where the platform, or a part of it, is away or overtaxed', () => {
    const codes = ['UNREACHABLE', 'DATABASE_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UNAVAILABLE', 'INTERNAL_ERROR', 'RATE_LIMITED', 'PAYLOAD_TOO_LARGE', 'STILL_RUNNING', 'NOT_SUPPORTED_YET'];
    expect(codes.filter((code) => !english.has(`problem.${code}`) || !chinese.has(`problem.${code}`))).toEqual([]);
  });

  it('write Chinese with Chinese punctuation', () => {
    expect([...chinese].filter(([, text]) => /\p{Script=Han}[,;:?!()]|[,;?!]\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('know every key that the pages use', () => {
    const known = new Set([...english.keys()].map(withoutPlural));
    const prefixes = [...known];
    const missing = sources(join(import.meta.dirname, '..')).flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const fixed = [...text.matchAll(/\bt\('([\w.-]+)'/g)].map((match) => match[1] ?? '');
      const built = [...text.matchAll(/\bt\(`([\w.-]+\.[\w-]*)\$\{/g)].map((match) => match[1] ?? '');
      return [...fixed.filter((key) => !known.has(key)), ...built.filter((prefix) => !prefixes.some((key) => key.startsWith(prefix)))]
        .map((key) => `${path}: ${key}`);
    });
    expect(missing).toEqual([]);
  });

  it('write numbers with separators, and leave alone those that only name something', async () => {
    const i18n = createInstance();
    await i18n.use(numbersInTexts).init({ resources: { en: { translation: en }, zh: { translation: zh } }, lng: 'en', interpolation: { alwaysFormat: true } });
    expect(i18n.t('identity.evidenceCount', { count: 3649 })).toBe('Evidence (3,649)');
    expect(i18n.t('linkage.openOf', { open: '7', total: 1200 })).toBe('7 of 1,200');
    expect(i18n.t('identity.jobOf', { version: 1200 })).toBe('Version 1200');
    await i18n.changeLanguage('zh');
    expect(i18n.t('identity.identifierCount', { count: 1000 })).toBe('1,000 个标识');
  });
});
