import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, desktop, grown, launch, obstacle, shoot, signIn, type Language, type Words } from './browser';
import { exposureLog } from './exposureLog';
import { identityJourneysIn } from './identityJourneys';

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
    const review = `${language === 'zh' ? '七月回顾' : 'July review'} ${run}`;
    await fillCampaign(page, w, review, plan);
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
      await grown(page);
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
    // The log is of a flight that is over: somebody has to complete the campaign before its report is frozen.
    await page.getByText(w.campaign.flightOverHint).waitFor();
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

    await page.getByRole('article', { name: names[1] }).locator('.histogram').click({ position: { x: 200, y: 100 } });
    await page.waitForURL(/tab=customers.*exposures=[456]/);
    // From a bar to the people in it: of 90 customers, every sixth has five touches on the first channel.
    await card.getByRole('button', { name: w.reach.openBar.replace('{{customers}}', '15').replace('{{label}}', '5') }).click();
    await page.getByText(w.reach.customersLead).waitFor();
    await expect.poll(() => page.locator('.people .ant-table-tbody .linkish').count()).toBe(15);
    await shoot(page, `${language}-reach-bar`);
    await clean(page, 'people of a bar');

    await page.getByRole('tab', { name: w.reach.heavy, exact: true }).click();
    await page.getByText(w.reach.heavyLead).waitFor();
    await page.locator('.people button.linkish').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(w.touches.lead).waitFor();
    await drawer.locator('.ant-timeline-item').first().waitFor();
    await drawer.getByText(w.touches.above.replace('{{cause}}', w.cause.NEVER_GRANTED)).first().waitFor();
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
    await page.getByRole('columnheader', { name: w.simulation.figures.heavyAvoided, exact: true }).waitFor({ timeout: 60_000 });
    const replayed = page.getByRole('row').filter({ hasText: names[0] }).getByRole('cell');
    expect(await replayed.nth(2).innerText()).toBe(String(log.figures.get(names[0])?.heavy));
    await shoot(page, `${language}-what-if`);
    await clean(page, 'what if');

    await showElsewhere(page, w, language, names[0]);
    await comparePlans(page, w, language, review, log.figures.get(names[0])?.heavy ?? -1);
  });

  it('explains a denial, a choice among campaigns, and what cannot be explained', async () => {
    const w = await signIn(page, language);
    const asked = await askForOneCustomer(page, language);
    // The pages know channels for a while; these were made behind their back.
    await page.reload();

    await go(page, w.nav.explanations);
    await page.getByText(w.explanation.startTitle).waitFor();
    await explain(page, w, asked.denied);
    await page.getByRole('heading', { name: w.denial.PLAN_REACHED }).waitFor();
    await page.getByRole('row').filter({ hasText: asked.planned }).getByText(w.explanation.countOf.replace('{{count}}', '1').replace('{{target}}', '1')).waitFor();
    await page.locator('.identifier').first().waitFor();
    await page.getByText(new RegExp(`^${w.explanation.identityRulesVersion.replace('{{version}}', '\\d+')}$`)).waitFor();
    await shoot(page, `${language}-explanation-denied`);
    await clean(page, 'explanation of a denial');

    await explain(page, w, asked.chosen);
    await page.getByText(w.explanation.candidates).waitFor();
    await page.getByRole('row').filter({ hasText: asked.planned }).getByText(w.denial.PLAN_REACHED).waitFor();
    await shoot(page, `${language}-explanation-chosen`);
    await clean(page, 'explanation of a choice');

    await page.locator('.facts button.linkish').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('link', { name: w.touches.why }).first().click();
    await drawer.waitFor({ state: 'hidden' });
    await page.getByText(w.explanation.allowed, { exact: true }).waitFor();

    await explain(page, w, 'no-such-request');
    await page.getByText(w.explanation.noneTitle).waitFor();
    await shoot(page, `${language}-explanation-none`);
    await clean(page, 'no explanation');
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
    await drawer.getByText(w.governance.left_other.replace('{{count}}', '1,000')).waitFor();
    await clean(page, 'ceiling form');
    await drawer.getByRole('button', { name: w.common.save, exact: true }).click();
    await drawer.waitFor({ state: 'hidden' });
    const row = page.getByRole('row').filter({ hasText: id });
    await row.getByText(w.governance.allChannels, { exact: true }).waitFor();
    await shoot(page, `${language}-governance`);
    await clean(page, 'ceilings and quiet hours');

    await row.getByRole('button', { name: w.governance.remove, exact: true }).click();
    await grown(page);
    await page.getByRole('dialog').getByRole('button', { name: w.governance.remove, exact: true }).click();
    await row.waitFor({ state: 'hidden' });
  });

  it('limits the asks of a partner and takes it back', async () => {
    const w = await signIn(page, language);
    const partner = `partner-${Date.now().toString(36)}-${language}`;
    await go(page, w.nav.governance);
    await page.getByRole('button', { name: w.governance.newLimit }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(w.governance.partner, { exact: true }).fill(partner);
    await drawer.getByLabel(w.governance.asks, { exact: true }).fill('500');
    await clean(page, 'ask limit form');
    await drawer.getByRole('button', { name: w.common.save, exact: true }).click();
    await drawer.waitFor({ state: 'hidden' });
    const row = page.getByRole('row').filter({ hasText: partner });
    await row.getByText(/500/).waitFor();
    await clean(page, 'limits of asks');

    await row.getByRole('button', { name: w.governance.remove, exact: true }).click();
    await grown(page);
    await page.getByRole('dialog').getByRole('button', { name: w.governance.remove, exact: true }).click();
    await row.waitFor({ state: 'hidden' });
  });

  it('shows at which stages customers are, how they went there, and what is wrong with other stages', async () => {
    const w = await signIn(page, language);
    await go(page, w.nav.maturity);
    await page.getByRole('rowheader', { name: w.maturity.stage.NEW, exact: true }).waitFor();
    await page.getByRole('cell', { name: w.maturity.begins, exact: true }).waitFor();
    await shoot(page, `${language}-maturity`);
    await clean(page, 'maturity');
    await page.emulateMedia({ colorScheme: 'dark' });
    await clean(page, 'maturity in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot(page, `${language}-maturity-phone`);
    await clean(page, 'maturity on a phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.setViewportSize({ width: 1280, height: 860 });

    await page.getByRole('button', { name: w.maturity.edit, exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(w.maturity.minOrders, { exact: true }).first().fill('5');
    await drawer.getByRole('button', { name: w.common.save, exact: true }).click();
    await drawer.getByText(w.maturity.notAbove.replace('{{below}}', '5')).waitFor();
    await shoot(page, `${language}-maturity-form`);
    await clean(page, 'form of stages');
    await drawer.getByRole('button', { name: w.common.cancel, exact: true }).click();
    await drawer.waitFor({ state: 'hidden' });
  });

  identityJourneysIn(language, () => page);

  more?.(() => page);
}

/** The same page in the dark, and as a phone shows it. */
async function showElsewhere(page: Page, w: Words, language: Language, channel: string): Promise<void> {
  await page.getByRole('tab', { name: w.reach.heavy, exact: true }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('article', { name: channel }).waitFor();
  await shoot(page, `${language}-reach-dark`);
  await clean(page, 'reach in the dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, `${language}-reach-phone-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await shoot(page, `${language}-reach-phone`);
  await page.locator('.people .only-phone').getByText(w.cause.NEVER_GRANTED).first().waitFor();
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

/** The campaign's own plan beside one with less, and once more after a reload. */
async function comparePlans(page: Page, w: Words, language: Language, campaign: string, heavy: number): Promise<void> {
  await go(page, w.nav.simulations);
  const select = page.getByRole('combobox', { name: w.governance.chooseCampaign });
  await select.fill(campaign);
  await page.locator('.ant-select-item-option').filter({ hasText: campaign }).click();
  await page.getByRole('button', { name: w.simulation.run_other.replace('{{count}}', '2') }).click();
  const avoided = page.getByRole('row').filter({ hasText: w.simulation.figures.heavyAvoided }).first().getByRole('cell');
  await expect.poll(() => avoided.first().innerText(), { timeout: 60_000 }).toBe(String(heavy));
  await page.getByText(w.simulation.resultLead).waitFor();
  await shoot(page, `${language}-simulations`);
  await clean(page, 'comparison of plans');
  await page.reload();
  await page.getByText(w.simulation.resultLead).waitFor();
  expect(await avoided.first().innerText()).toBe(String(heavy));

  // A phone has room for both plans beside what their figures are called.
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, `${language}-simulations-phone`);
  const room = await page.locator('.comparison').evaluate((region) => region.scrollWidth - region.clientWidth);
  expect(room).toBe(0);
  await page.setViewportSize({ width: 1280, height: 860 });
}

/** Two campaigns on a channel of their own, and one customer who is asked for until the first has had its one touch. */
async function askForOneCustomer(page: Page, language: Language): Promise<{ planned: string; denied: string; chosen: string }> {
  const run = Date.now().toString(36) + language;
  const channel = `push-${run}`;
  const planned = `${language === 'zh' ? '新品首发' : 'Launch'} ${run}`;
  const identifiers = [{ type: 'phone', value: `+86139${String(Date.now()).slice(-8)}` }, { type: 'cookie', scope: 'shop.example', value: run }];
  await call(page, 'PUT', `/channels/${channel}`, { name: `${language === 'zh' ? '应用推送' : 'App push'} ${run}`, domain: 'PRIVATE', family: 'APP' });
  await call(page, 'POST', '/identity/observations', {
    observations: [{ observationId: run, observedAt: new Date().toISOString(), source: 'shop', domain: 'PRIVATE', evidence: 'LOGIN', identifiers }],
  });
  const first = await activeCampaign(page, planned, channel, 1);
  await activeCampaign(page, `${language === 'zh' ? '日常关怀' : 'Everyday'} ${run}`, channel, 3);
  const ask = async (requestId: string, campaignId?: string) => {
    const { decisions } = (await call(page, 'POST', '/decisions', { requests: [{ requestId, channel, identifiers, ...(campaignId ? { campaignId } : {}) }] })) as { decisions: { outcome: string; grantId?: string }[] };
    return decisions[0];
  };
  await expect.poll(async () => (await ask(`first-${run}`, first))?.outcome).toBe('ALLOW');
  expect((await ask(`second-${run}`, first))?.outcome).toBe('DENY');
  const chosen = (await ask(`third-${run}`))?.grantId ?? '';
  // Notes of answers are written behind them.
  await expect.poll(() => call(page, 'GET', `/decisions/explanation?requestId=second-${run}`).then(() => true, () => false)).toBe(true);
  await expect.poll(async () => 'candidates' in ((await call(page, 'GET', `/decisions/${chosen}/explanation`)) as object)).toBe(true);
  return { planned, denied: `second-${run}`, chosen };
}

export async function activeCampaign(page: Page, name: string, channel: string, target: number): Promise<string> {
  const [startsAt, endsAt] = [-1, 7].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const campaign = { name, startsAt, endsAt, audience: { kind: 'EVERYONE' }, plan: [{ channel, target, window: { kind: 'CAMPAIGN' } }] };
  const { campaignId } = (await call(page, 'POST', '/campaigns', campaign)) as { campaignId: string };
  for (const action of ['submit', 'approve', 'activate']) {
    await call(page, 'POST', `/campaigns/${campaignId}:${action}`);
  }
  return campaignId;
}

/** Calls the API as whoever is signed in. */
export async function call(page: Page, method: string, path: string, body?: unknown): Promise<unknown> {
  const token = await page.evaluate(() => (JSON.parse(sessionStorage.getItem('evenreach.session') ?? '{}') as { accessToken?: string }).accessToken);
  const response = await page.request.fetch(`/api/v1${path}`, { method, headers: { Authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { data: body }) });
  if (!response.ok()) {
    throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  }
  return response.json();
}

async function explain(page: Page, w: Words, id: string): Promise<void> {
  await page.getByLabel(w.explanation.id, { exact: true }).fill(id);
  await page.getByRole('button', { name: w.explanation.find, exact: true }).click();
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
