import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { en } from '../src/i18n/en';
import { zh } from '../src/i18n/zh';

/** Where the journeys go: a running platform, named by the environment. */
export const platform = {
  url: process.env.EVENREACH_URL?.replace(/\/$/, ''),
  username: process.env.EVENREACH_UI_USERNAME ?? process.env.EVENREACH_ADMIN_USERNAME ?? 'admin',
  password: process.env.EVENREACH_UI_PASSWORD ?? process.env.EVENREACH_ADMIN_PASSWORD ?? '',
};
const screenshots = process.env.SCREENSHOT_DIR ?? join(import.meta.dirname, '..', 'target', 'screenshots');

export type Language = 'en' | 'zh';
export type Words = typeof en;
/** Plural forms apart, Chinese has the keys of English: the unit tests hold them equal. */
export const words: Record<Language, Words> = { en, zh: zh as unknown as Words };

/** Why the journeys cannot run here, or nothing where they can. */
export function obstacle(): string | undefined {
  if (!platform.url) {
    return 'browser journeys skipped: EVENREACH_URL names no running platform';
  }
  return chromiumPath() ? undefined : 'browser journeys skipped: no Chromium found (set CHROMIUM_PATH)';
}

export function chromiumPath(): string | undefined {
  if (process.env.CHROMIUM_PATH) {
    return process.env.CHROMIUM_PATH;
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

export function desktop(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ baseURL: platform.url ?? '', viewport: { width: 1280, height: 860 }, locale: 'en-GB', acceptDownloads: true });
}

/** Signs in through the platform's own page, in the language that was chosen on ours. */
export async function signIn(page: Page, language: Language): Promise<Words> {
  await page.goto('/');
  await page.getByRole('button', { name: language === 'zh' ? '中文' : 'English', exact: true }).click();
  const w = words[language];
  await page.getByRole('button', { name: w.auth.signIn, exact: true }).click();
  await page.locator('input[name="username"]').fill(platform.username);
  await page.locator('input[name="password"]').fill(platform.password);
  await page.locator('button[type="submit"], input[type="submit"]').first().click();
  await page.getByRole('heading', { level: 1, name: w.home.title, exact: true }).waitFor();
  return w;
}

/** Until a dialog grows no more: a click on a button that moves under the pointer may go nowhere. */
export function grown(page: Page): Promise<void> {
  return page.locator('[role="dialog"]:visible:not(.ant-zoom-appear):not(.ant-zoom-enter)').first().waitFor();
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  // Messages fade and charts grow; a picture taken while they do is a picture of nothing.
  await page.waitForTimeout(400);
  const viewport = page.viewportSize() ?? { width: 1280, height: 860 };
  // A window as tall as the page shows sticky parts where people see them; long lists are cut.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: viewport.width, height: Math.min(2_400, Math.max(viewport.height, height)) });
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
  await page.setViewportSize(viewport);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything WCAG 2 A and AA that a machine can find, one line each; empty where the page is clean. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.waitForTimeout(200);
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    const { violations } = await checker.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.flatMap((violation) => violation.nodes.slice(0, 4).map((node) =>
      `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n').slice(1).join(' ').slice(0, 220) ?? ''}`));
  });
}
