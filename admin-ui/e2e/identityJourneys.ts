import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { grown, shoot, signIn, type Language, type Words } from './browser';
import { customerRecords } from './customerRecords';
import { call, clean, activeCampaign, go } from './journeys';

/** Who is one person: found, explained, split and joined again; rules tried; records reviewed. */
export function identityJourneysIn(language: Language, current: () => Page): void {
  it('finds a person, splits off an identifier and takes the split back', async () => {
    const page = current();
    const w = await signIn(page, language);
    const person = await aPersonWithTouches(page, language);
    await go(page, w.nav.identity);
    await page.getByText(w.identity.startTitle).waitFor();
    await shoot(page, `${language}-identity-search`);
    await clean(page, 'search of people');
    await page.getByLabel(w.identity.value, { exact: true }).fill('+8613900000001');
    await page.getByRole('button', { name: w.identity.find, exact: true }).click();
    await page.getByText(w.identity.neverSeenTitle).waitFor();
    await page.getByLabel(w.identity.value, { exact: true }).fill('139');
    await page.getByRole('button', { name: w.identity.find, exact: true }).click();
    await page.getByText(w.identity.unreadable).waitFor();
    await clean(page, 'a value that cannot be read');

    await page.getByLabel(w.identity.value, { exact: true }).fill(person.phone);
    await page.getByRole('button', { name: w.identity.find, exact: true }).click();
    await page.getByRole('heading', { name: w.identity.identifiers, exact: true }).waitFor();
    expect(page.url()).not.toContain(person.phone.slice(-8));
    await expect.poll(() => page.locator('.react-flow__node').count(), { timeout: 45_000 }).toBe(4);
    await page.locator('.react-flow__edge').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: w.identity.chosenLink }).waitFor();
    await shoot(page, `${language}-identity-profile`);
    await clean(page, 'profile');
    await showProfileElsewhere(page, w, language);

    await page.getByRole('tab', { name: w.identity.evidenceCount_other.replace('{{count}}', '3') }).click();
    await page.getByText(w.identity.evidenceLead).waitFor();
    await page.reload();
    await page.getByText(w.identity.evidenceLead).waitFor();
    await page.locator('.ant-table-row-expand-icon').first().click();
    await shoot(page, `${language}-identity-evidence`);
    await clean(page, 'evidence');
    await page.getByRole('tab', { name: w.identity.history, exact: true }).click();
    await page.getByText(w.identity.event.IDENTIFIER_SEEN).first().waitFor();
    await shoot(page, `${language}-identity-history`);

    await page.getByRole('link', { name: w.identity.splitStart, exact: true }).click();
    await page.getByText(w.identity.previewEmpty).waitFor();
    await page.getByRole('row').filter({ hasText: w.identifier.wechat_openid }).getByRole('checkbox').click();
    const moving = page.getByRole('row').filter({ hasText: person.channelName }).getByRole('cell');
    await expect.poll(async () => (await moving.allInnerTexts()).slice(1), { timeout: 45_000 }).toEqual(['1', '2', '0']);
    await page.getByText(w.identity.noteBack).waitFor();
    await shoot(page, `${language}-identity-split`);
    await clean(page, 'preview of a split');
    await page.reload();
    await page.getByText(w.identity.noteBack).waitFor();
    await page.getByLabel(w.identity.reason).fill(language === 'zh' ? '与家人共用微信' : 'A shared WeChat account');
    await page.getByRole('button', { name: w.identity.splitNow_one?.replace('{{count}}', '1') ?? w.identity.splitNow_other.replace('{{count}}', '1') }).click();
    await page.getByRole('heading', { name: w.identity.splits }).waitFor();
    await page.locator('.owners a').first().waitFor();
    await shoot(page, `${language}-identity-split-done`);
    await clean(page, 'profile after a split');

    await explain(page, w, person);
    await page.getByRole('heading', { name: w.apart.SPLIT }).waitFor();
    await shoot(page, `${language}-identity-why-not`);
    await clean(page, 'why not');

    await page.goBack();
    await page.getByRole('button', { name: w.identity.undo, exact: true }).click();
    await grown(page);
    await page.getByRole('dialog').getByRole('button', { name: w.identity.undo, exact: true }).click();
    await page.getByRole('heading', { name: w.identity.splits }).waitFor({ state: 'hidden' });
    await explain(page, w, person);
    await page.getByText(w.identity.together, { exact: true }).waitFor();
    await page.getByText(w.identity.bridge, { exact: true }).waitFor();
    await shoot(page, `${language}-identity-why`);
    await clean(page, 'why');
    await page.reload();
    await page.getByText(w.identity.bridge, { exact: true }).waitFor();
    expect(page.url()).not.toContain(person.phone.slice(-8));
  });

  it('withdraws ads for a person, finds them for service and takes the withdrawal back', async () => {
    const page = current();
    const w = await signIn(page, language);
    const person = await aPersonSeenOnce(page, language);
    await find(page, w, person.phone);
    await page.getByRole('button', { name: w.identity.withdraw, exact: true }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('checkbox', { name: w.identity.purpose.ADS, exact: true }).isChecked()).toBe(true);
    await dialog.getByLabel(w.identity.reason).fill(language === 'zh' ? '不想再看到广告' : 'Wants no more ads');
    await clean(page, 'withdrawing a purpose');
    await dialog.getByRole('button', { name: w.identity.withdrawNow, exact: true }).click();
    await page.getByText(w.identity.withdrawnTitle).waitFor();
    await page.getByRole('heading', { name: w.identity.withdrawals, exact: true }).waitFor();
    await page.getByRole('button', { name: w.identity.erase, exact: true }).click();
    await dialog.getByText(w.identity.eraseAll).waitFor();
    await dialog.getByRole('button', { name: w.common.cancel, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await shoot(page, `${language}-identity-withdrawn`);
    await clean(page, 'somebody who withdrew ads');

    await explain(page, w, person);
    await page.getByRole('heading', { name: w.apart.WITHDRAWN }).waitFor();
    await find(page, w, person.phone);
    expect(page.url()).toContain('purpose=SERVICE');
    await page.getByRole('link', { name: w.identity.splitStart, exact: true }).click();
    await page.getByRole('row').filter({ hasText: w.identifier.phone }).getByRole('checkbox').waitFor();
    await page.goBack();
    await page.getByRole('tab', { name: w.identity.history, exact: true }).click();
    await page.getByRole('tabpanel', { name: w.identity.history, exact: true }).getByText(w.identity.event.PURPOSE_WITHDRAWN).waitFor();
    await page.getByRole('button', { name: w.identity.withdrawalUndo, exact: true }).click();
    await dialog.getByRole('button', { name: w.identity.withdrawalUndo, exact: true }).click();
    await page.getByRole('heading', { name: w.identity.withdrawals, exact: true }).waitFor({ state: 'hidden' });
    await find(page, w, person.phone);
    expect(page.url()).not.toContain('purpose=');
  });

  it('tries rules on a quarantined identifier before they are applied', async () => {
    const page = current();
    const w = await signIn(page, language);
    await quarantineAnAddress(page, language);
    await go(page, w.nav.identity);
    await page.getByRole('link', { name: w.identity.quality, exact: true }).click();
    await page.getByRole('heading', { name: w.identity.largest }).waitFor();
    const row = page.getByRole('row').filter({ hasText: w.identifier.email });
    await row.first().waitFor();
    await shoot(page, `${language}-identity-quality`);
    await clean(page, 'quality');
    await row.getByRole('button', { name: w.identity.release }).first().click();
    await page.getByRole('dialog').getByRole('link', { name: w.identity.releaseByRules }).click();
    await page.getByRole('heading', { name: w.identity.dryResult }).waitFor();
    await page.getByText(w.identity.becomeOne, { exact: true }).first().waitFor();
    await page.getByText(w.identity.was.replace('{{value}}', '3')).first().waitFor();
    await shoot(page, `${language}-identity-rules`);
    await clean(page, 'dry run of rules');
    await page.getByRole('button', { name: w.identity.discard, exact: true }).click();
    await page.getByRole('heading', { name: w.identity.dryResult }).waitFor({ state: 'hidden' });
  });

  it('starts a run of linkage, decides pairs in review and takes a join back', async () => {
    const page = current();
    const w = await signIn(page, language);
    const source = `crm-${Date.now().toString(36)}-${language}`;
    await call(page, 'POST', '/identity/records', { records: customerRecords(source, 60, 30) });
    await go(page, w.nav.identity);
    await page.getByRole('link', { name: w.identity.review, exact: true }).click();
    await page.getByRole('button', { name: w.linkage.start }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(w.linkage.source).fill(source);
    expect(await dialog.getByRole('checkbox', { name: w.linkage.makeEvidence, exact: true }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: w.linkage.startNow, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(w.linkage.isEvidence, { exact: false }).first().waitFor();
    const same = page.getByRole('button', { name: w.linkage.same, exact: true });
    await same.first().waitFor({ timeout: 120_000 });
    const open = await same.count();
    await shoot(page, `${language}-identity-review`);
    await clean(page, 'review queue');
    const decided = async (count: number) => {
      await page.getByText(new RegExp(w.linkage.decidedOf.replace('{{decided}}', `\\b${count}`).replace('{{total}}', '\\d+'))).waitFor();
    };
    await same.first().click();
    await decided(1);
    await showPairOnPhone(page, w, language);
    await page.getByRole('button', { name: w.linkage.different, exact: true }).first().click();
    await dialog.getByText(w.linkage.differentText).waitFor();
    await dialog.getByRole('button', { name: w.linkage.different, exact: true }).click();
    await decided(2);
    expect(open).toBeGreaterThanOrEqual(2);
    await page.getByRole('button', { name: w.linkage.state.SAME, exact: true }).click();
    await expect.poll(() => page.getByRole('article').count(), { timeout: 45_000 }).toBe(1);
    await page.reload();
    await expect.poll(() => page.getByRole('article').count(), { timeout: 45_000 }).toBe(1);
    await shoot(page, `${language}-identity-reviewed`);
    await page.getByRole('button', { name: w.linkage.part, exact: true }).click();
    await page.getByRole('dialog').getByText(w.linkage.partText).waitFor();
    await clean(page, 'parting a pair');
    await grown(page);
    await page.getByRole('dialog').getByRole('button', { name: w.linkage.part, exact: true }).click();
    await page.getByText(w.linkage.none.SAME).waitFor();
    await page.getByRole('button', { name: w.linkage.state.DIFFERENT, exact: true }).click();
    await expect.poll(() => page.getByRole('article').count(), { timeout: 45_000 }).toBe(2);
    expect(await page.getByRole('button', { name: w.linkage.part, exact: true }).count()).toBe(0);
  });
}

/** The same profile in the dark, and as a phone shows it. */
async function showProfileElsewhere(page: Page, w: Words, language: Language): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, `${language}-identity-profile-dark`);
  await clean(page, 'profile in the dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, `${language}-identity-profile-phone-dark`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.getByRole('heading', { name: w.identity.identifiers, exact: true }).waitFor();
}

/** A pair as a phone shows it: what the records say side by side, in words and not letter under letter. */
async function showPairOnPhone(page: Page, w: Words, language: Language): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  const said = await page.getByRole('article').first().getByRole('row').nth(1).getByRole('cell').first().boundingBox();
  expect(said?.width).toBeGreaterThan(60);
  await shoot(page, `${language}-identity-review-phone`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.getByRole('article').first().getByRole('button', { name: w.linkage.different, exact: true }).waitFor();
}

interface Somebody {
  phone: string;
  openid: string;
  channelName: string;
}

/** A phone that links a login, an openid and a cookie, with one touch filed under the phone and two under the openid. */
async function aPersonWithTouches(page: Page, language: Language): Promise<Somebody> {
  const run = Date.now().toString(36) + language;
  const channel = `identity-${run}`;
  const channelName = `${language === 'zh' ? '服务号' : 'Service account'} ${run}`;
  const phone = { type: 'phone', value: `+86${language === 'zh' ? 137 : 136}${String(Date.now()).slice(-8)}` };
  const openid = { type: 'wechat_openid', scope: 'wx8a21', value: `oX${run}` };
  const seen = (name: string, evidence: string, identifiers: object[]) => ({ observationId: `${name}-${run}`, observedAt: new Date().toISOString(), source: 'shop', domain: 'PRIVATE', evidence, identifiers });
  await call(page, 'POST', '/identity/observations', {
    observations: [
      seen('login', 'LOGIN', [phone, { type: 'login_id', scope: 'shop', value: `anna-${run}` }]),
      seen('openid', 'FORM', [phone, openid]),
      seen('cookie', 'SDK', [phone, { type: 'cookie', scope: 'shop.example', value: run }]),
      seen('again', 'SDK', [phone, { type: 'cookie', scope: 'shop.example', value: run }]),
    ],
  });
  await call(page, 'PUT', `/channels/${channel}`, { name: channelName, domain: 'PRIVATE', family: 'MESSAGING' });
  const campaign = await activeCampaign(page, channelName, channel, 9);
  let asked = 0;
  const ask = async (identifier: object) => {
    const request = { requestId: `${asked++}-${run}`, channel, campaignId: campaign, identifiers: [identifier] };
    const { decisions } = (await call(page, 'POST', '/decisions', { requests: [request] })) as { decisions: { outcome: string; profileId?: string }[] };
    return decisions[0];
  };
  const granted = async (identifier: object) => {
    await expect.poll(async () => (await ask(identifier))?.outcome, { timeout: 30_000 }).toBe('ALLOW');
  };
  await granted(phone);
  await granted(openid);
  await granted(openid);
  const { results } = (await call(page, 'POST', '/identity/resolve', { lookups: [{ identifiers: [phone] }] })) as { results: { profileId: string }[] };
  const profileId = results[0]?.profileId;
  await expect.poll(async () => ((await call(page, 'GET', `/profiles/${profileId}/touches`)) as { items: unknown[] }).items.length, { timeout: 30_000 }).toBe(3);
  // The pages know channels for a while; this one was made behind their back.
  await page.reload();
  return { phone: phone.value, openid: openid.value, channelName };
}

/** Looks for whoever has a phone, and waits for the profile. */
async function find(page: Page, w: Words, phone: string): Promise<void> {
  await go(page, w.nav.identity);
  await page.getByText(w.identity.startTitle).waitFor();
  await page.getByLabel(w.identity.value, { exact: true }).fill(phone);
  await page.getByRole('button', { name: w.identity.find, exact: true }).click();
  await page.getByRole('heading', { name: w.identity.identifiers, exact: true }).waitFor();
}

/** A phone and an openid that were seen together. */
async function aPersonSeenOnce(page: Page, language: Language): Promise<Pick<Somebody, 'phone' | 'openid'>> {
  const run = Date.now().toString(36) + language;
  const phone = `+86${language === 'zh' ? 133 : 132}${String(Date.now()).slice(-8)}`;
  const openid = `oX-once-${run}`;
  await call(page, 'POST', '/identity/observations', {
    observations: [{
      observationId: `once-${run}`, observedAt: new Date().toISOString(), source: 'shop', domain: 'PRIVATE', evidence: 'FORM',
      identifiers: [{ type: 'phone', value: phone }, { type: 'wechat_openid', scope: 'wx8a21', value: openid }],
    }],
  });
  return { phone, openid };
}

/** An e-mail address that four people gave, where three may: it links nobody. */
async function quarantineAnAddress(page: Page, language: Language): Promise<void> {
  const run = Date.now().toString(36) + language;
  const prefix = `+86${language === 'zh' ? 135 : 134}${String(Date.now()).slice(-7)}`;
  await call(page, 'POST', '/identity/observations', {
    observations: [1, 2, 3, 4].map((number) => ({
      observationId: `family-${number}-${run}`, observedAt: new Date().toISOString(), source: 'shop', domain: 'PRIVATE', evidence: 'FORM',
      identifiers: [{ type: 'email', value: `${run}@example.com` }, { type: 'phone', value: `${prefix}${number}` }],
    })),
  });
}

async function explain(page: Page, w: Words, { phone, openid }: Pick<Somebody, 'phone' | 'openid'>): Promise<void> {
  await page.goto('/identity/why');
  const [first, second] = [page.getByRole('group', { name: w.identity.first, exact: true }), page.getByRole('group', { name: w.identity.second, exact: true })];
  await first.getByLabel(w.identity.value, { exact: true }).fill(phone);
  await second.getByLabel(w.identity.type, { exact: true }).click();
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: w.identifier.wechat_openid }).click();
  await second.getByLabel(w.hold.scope, { exact: true }).fill('wx8a21');
  await second.getByLabel(w.identity.value, { exact: true }).fill(openid);
  await page.getByRole('button', { name: w.identity.ask, exact: true }).click();
}
