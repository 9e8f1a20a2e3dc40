import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, desktop, launch, obstacle, shoot, signIn, type Language, type Words } from './browser';
import { exposureLog } from './exposureLog';

const why = obstacle();
if (why) {
  console.log(why);
}

/** What a marketer does in one language; each language has a file of its own, so that they walk side by side. */
export function journeysIn(language: Language, more?: (current: () => Page) => void): void {
  describe.skipIf(Boolean(why))(`a marketer in the browser (${language})`, () => walk(language, more));
}

function walk(language: Language, more?: (current: () => Page) => void): void {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    context = await desktop(browser);
    page = await context.newPage();
    page.setDefaultTimeout(45_000);
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(async (test) => {
    if (test.task.result?.state === 'fail') {
      await shoot(page, `failed-${test.task.name.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
    }
    await context.close();
    expect(complaints).toEqual([]);
  });

  it('goes from a campaign over an import to reach and the leakage export', async () => {
    const run = Date.now().toString(36) + language;
    const w = await signIn(page, language);
    const names = language === 'zh'
      ? [`搜索广告 ${run}`, `微信 ${run}`, `视频贴片 ${run}`] as const
      : [`Search ${run}`, `WeChat ${run}`, `Pre-roll ${run}`] as const;
    const plan = [
      { label: names[0], target: 3, touches: (customer: number) => customer % 6 },
      { label: names[1], target: 2, touches: (customer: number) => (customer * 5) % 7 },
      { label: names[2], target: 1, touches: (customer: number) => (customer % 9 === 0 ? 14 : customer % 3) },
    ];
    const log = exposureLog(run, plan, 90);
    await shoot(page, `${language}-home`);

    await go(page, w.nav.channels);
    for (const [index, name] of names.entries()) {
      await createChannel(page, w, name, `${['search', 'wechat', 'video'][index]}-${run}`);
    }
    await shoot(page, `${language}-channels`);
    await clean(page, 'channels');

    await go(page, w.nav.campaigns);
    await page.getByRole('link', { name: w.campaign.new }).first().click();
    await fillCampaign(page, w, `${language === 'zh' ? '七月回顾' : 'July review'} ${run}`, plan);
    await shoot(page, `${language}-campaign-form`);
    await clean(page, 'campaign form');
    await page.getByRole('button', { name: w.campaign.create, exact: true }).click();
    for (const action of ['submit', 'approve', 'activate'] as const) {
      await page.getByRole('button', { name: w.campaign.action[action], exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(w.campaign.confirm[action].text).waitFor();
      if (action === 'activate') {
        await shoot(page, `${language}-campaign-confirm`);
      }
      await dialog.getByRole('button', { name: w.campaign.action[action], exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.getByText(w.campaign.status.ACTIVE, { exact: true }).first().waitFor();
    await shoot(page, `${language}-campaign`);

    await page.getByRole('button', { name: w.campaign.importLog }).click();
    await page.locator('input[type="file"]').setInputFiles(log.path);
    const scope = page.getByRole('combobox', { name: w.import.scopeOf.replace('{{column}}', 'customer_id') });
    await scope.fill('crm');
    await page.getByText(w.import.labels, { exact: true }).click();
    await shoot(page, `${language}-import-mapping`);
    await clean(page, 'import mapping');
    await page.getByRole('button', { name: w.import.start, exact: true }).click();
    await page.getByText(w.job.status.COMPLETED, { exact: true }).waitFor({ timeout: 120_000 });
    await page.getByText(w.rejection.INVALID_TIME).waitFor();
    await page.getByRole('cell', { name: String(log.brokenLine), exact: true }).waitFor();
    await shoot(page, `${language}-import-done`);
    await clean(page, 'import result');

    await page.getByRole('link', { name: w.import.toReach }).click();
    for (const [label, figures] of log.figures) {
      const card = page.getByRole('article', { name: label });
      await expectFigure(card, w.reach.exposures, figures.exposures);
      await expectFigure(card, w.reach.reached, figures.reached);
      await expectFigure(card, w.reach.heavyTouches, figures.heavy);
    }
    await shoot(page, `${language}-reach`);
    await clean(page, 'reach');

    const card = page.getByRole('article', { name: names[0] });
    await card.getByRole('button', { name: w.reach.showTable }).click();
    await card.getByRole('table').waitFor();
    await shoot(page, `${language}-reach-table`);
    await clean(page, 'reach table');

    await page.getByRole('tab', { name: w.reach.heavy, exact: true }).click();
    await page.locator('.people button.linkish').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(w.touches.lead).waitFor();
    await drawer.locator('.ant-timeline-item').first().waitFor();
    await shoot(page, `${language}-touches`);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });

    await page.getByRole('tab', { name: w.reach.leakage, exact: true }).click();
    await page.getByText(w.reach.leakageLead).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: w.reach.export }).click()]);
    const csv = readFileSync(await saved.path(), 'utf8').trim().split(/\r?\n/);
    // Customers of other logs may be eligible too, so at least ours are there.
    expect(csv.length - 1).toBeGreaterThanOrEqual(log.figures.get(names[0])?.missed ?? Infinity);
    expect(csv[0]).toMatch(/profile/i);
    await shoot(page, `${language}-leakage`);

    // The address restores the view.
    await page.reload();
    await page.getByRole('tab', { name: w.reach.leakage, exact: true, selected: true }).waitFor();

    await page.getByRole('tab', { name: w.whatIf.title, exact: true }).click();
    await page.getByRole('button', { name: w.whatIf.run, exact: true }).click();
    await page.getByRole('columnheader', { name: w.whatIf.allowed, exact: true }).waitFor({ timeout: 60_000 });
    await shoot(page, `${language}-what-if`);
    await clean(page, 'what if');

    await showElsewhere(page, w, language, names[0]);
  });

  it('holds a customer after a complaint and releases with a reason', async () => {
    const w = await signIn(page, language);
    const complaint = `T-${Date.now().toString(36).toUpperCase()}-${language.toUpperCase()}`;
    await go(page, w.nav.holds);
    await page.getByRole('button', { name: w.hold.record }).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('textbox', { name: w.hold.identifierValue, exact: true }).fill(`+86138${String(Date.now()).slice(-8)}`);
    await drawer.getByLabel(w.hold.domain, { exact: true }).fill(language === 'zh' ? '微信' : 'wechat');
    await drawer.getByLabel(w.hold.complaintId, { exact: true }).fill(complaint);
    await shoot(page, `${language}-complaint`);
    await clean(page, 'complaint');
    await drawer.getByRole('button', { name: w.hold.recordNow, exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: complaint });
    await row.getByText(w.hold.state.OPEN, { exact: true }).waitFor();
    await shoot(page, `${language}-holds`);
    await clean(page, 'holds');

    await row.getByRole('button', { name: w.hold.release, exact: true }).click();
    const modal = page.getByRole('dialog');
    await modal.getByRole('button', { name: w.hold.release, exact: true }).click();
    await modal.getByText(w.common.required).waitFor();
    await modal.getByLabel(w.hold.reason).fill(language === 'zh' ? '已电话致歉,客户同意继续接收' : 'We called to apologise; the customer agreed');
    await shoot(page, `${language}-hold-release`);
    await modal.getByRole('button', { name: w.hold.release, exact: true }).click();
    await row.getByText(w.hold.state.RELEASED, { exact: true }).waitFor();
  });

  it('sets a ceiling for all campaigns and takes it back', async () => {
    const w = await signIn(page, language);
    const name = `${language === 'zh' ? '每周上限' : 'Weekly ceiling'} ${Date.now().toString(36)}`;
    const id = `weekly-${Date.now().toString(36)}-${language}`;
    await go(page, w.nav.governance);
    await page.getByRole('button', { name: w.governance.newCeiling }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(w.governance.name, { exact: true }).fill(name);
    await drawer.getByLabel(w.governance.id, { exact: true }).fill(id);
    // So high that it stands in nobody's way while it is there.
    await drawer.getByLabel(w.governance.count, { exact: true }).fill('1000');
    await drawer.getByText(w.governance.left_other.replace('{{count}}', '1000')).waitFor();
    await clean(page, 'ceiling form');
    await drawer.getByRole('button', { name: w.common.save, exact: true }).click();
    await drawer.waitFor({ state: 'hidden' });
    const row = page.getByRole('row').filter({ hasText: id });
    await row.getByText(w.governance.allChannels, { exact: true }).waitFor();
    await shoot(page, `${language}-governance`);
    await clean(page, 'ceilings and quiet hours');

    await row.getByRole('button', { name: w.governance.remove, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: w.governance.remove, exact: true }).click();
    await row.waitFor({ state: 'hidden' });
  });

  more?.(() => page);
}

/** The same page in the dark, and as a phone shows it. */
async function showElsewhere(page: Page, w: Words, language: Language, channel: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('article', { name: channel }).waitFor();
  await shoot(page, `${language}-reach-dark`);
  await clean(page, 'reach in the dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, `${language}-reach-phone-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await shoot(page, `${language}-reach-phone`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.getByRole('button', { name: w.shell.menu }).click();
  await shoot(page, `${language}-menu-phone`);
  await page.getByRole('dialog').getByRole('link', { name: w.nav.campaigns, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: w.campaign.title }).waitFor();
  await shoot(page, `${language}-campaigns-phone`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.setViewportSize({ width: 1280, height: 860 });
  await shoot(page, `${language}-campaigns`);
  await clean(page, 'campaigns');
}

export async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').first().getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

export async function clean(page: Page, where: string): Promise<void> {
  expect(await accessibilityFaults(page), `accessibility of ${where}`).toEqual([]);
}

async function createChannel(page: Page, w: Words, name: string, channelId: string): Promise<void> {
  await page.getByRole('button', { name: w.channel.new }).first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(w.channel.name, { exact: true }).fill(name);
  await drawer.getByLabel(w.channel.id, { exact: true }).fill(channelId);
  await drawer.getByRole('button', { name: w.common.save, exact: true }).click();
  await drawer.waitFor({ state: 'hidden' });
  await page.getByPlaceholder(w.channel.search).fill(name);
  await page.getByText(name, { exact: true }).waitFor();
  await page.getByPlaceholder(w.channel.search).fill('');
}

async function fillCampaign(page: Page, w: Words, name: string, plan: { label: string; target: number }[]): Promise<void> {
  await page.getByLabel(w.campaign.name, { exact: true }).fill(name);
  const [starts, ends] = [page.getByPlaceholder(w.campaign.starts), page.getByPlaceholder(w.campaign.ends)];
  await starts.click();
  await starts.fill('2018-07-01 00:00');
  await starts.press('Enter');
  await ends.fill('2018-08-02 00:00');
  await ends.press('Enter');
  for (const [index, row] of plan.entries()) {
    if (index > 0) {
      await page.getByRole('button', { name: w.campaign.addRow }).click();
    }
    const fields = page.getByRole('group', { name: w.campaign.row.replace('{{number}}', String(index + 1)) });
    await fields.getByLabel(w.campaign.channel, { exact: true }).fill(row.label);
    await fields.getByLabel(w.campaign.channel, { exact: true }).press('Enter');
    await fields.getByLabel(w.campaign.target, { exact: true }).fill(String(row.target));
  }
}

async function expectFigure(card: ReturnType<Page['getByRole']>, label: string, value: number): Promise<void> {
  const figure = card.locator('.numbers > div').filter({ hasText: label }).locator('dd');
  const shown = new RegExp(`^${new Intl.NumberFormat('en').format(value)}(?![\\d,])`);
  await expect.poll(() => figure.first().innerText(), { timeout: 60_000 }).toMatch(shown);
}
