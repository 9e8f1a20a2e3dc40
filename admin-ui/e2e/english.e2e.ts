import { expect, it } from 'vitest';
import { grown, platform, shoot, signIn, words } from './browser';
import { clean, go, journeysIn } from './journeys';

journeysIn('en', (current) => {
  it('switches the language without a reload and keeps the view', async () => {
    const page = current();
    const w = await signIn(page, 'en');
    await go(page, w.nav.campaigns);
    await page.getByRole('button', { name: w.campaign.status.ACTIVE, exact: true }).click();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.getByRole('button', { name: '中文', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: words.zh.campaign.title }).waitFor();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(page.url()).toContain('status=ACTIVE');
  });

  // In one language only: everybody goes by the same rules.
  it('applies a change of the rules and rolls it back', async () => {
    const page = current();
    const w = await signIn(page, 'en');
    await page.goto('/identity/rules?change=gaid.personsPerKey.6');
    await page.getByText(w.identity.dryFirst).waitFor();
    await page.getByRole('button', { name: w.identity.dryRun, exact: true }).click();
    await page.getByText(w.identity.noDifference).waitFor();
    await page.getByRole('button', { name: w.identity.apply, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(w.identity.applyBack).waitFor();
    await shoot(page, 'en-identity-rules-apply');
    await grown(page);
    await dialog.getByRole('button', { name: w.identity.apply, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(/Everybody follows these rules/).waitFor({ timeout: 120_000 });
    const before = page.getByRole('row').filter({ has: page.getByRole('button', { name: w.identity.rollBack }) }).first();
    await before.getByRole('button', { name: w.identity.rollBack }).click();
    await page.getByText(w.identity.noDifference).waitFor();
    await page.getByRole('listitem').filter({ hasText: /GAID.*6 → 5/ }).waitFor();
    await shoot(page, 'en-identity-rules-versions');
    await clean(page, 'versions of the rules');
    await page.getByRole('button', { name: /^Put version \d+ in force$/ }).click();
    await grown(page);
    await dialog.getByRole('button', { name: w.identity.apply, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(/^puts version \d+ in force again$/).first().waitFor();
  });

  it('refuses a blocked value that stands for everything, and says what one would do before it is in force', async () => {
    const page = current();
    const w = await signIn(page, 'en');
    await page.goto('/identity/rules');
    const values = page.getByRole('textbox', { name: w.identity.blocked, exact: true });
    const save = page.getByRole('button', { name: w.identity.blockedSave, exact: true });
    await values.fill('till-*\nemail: *');
    await page.getByText(w.identity.blockedWrong.everything.replace('{{pattern}}', 'email: *')).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await clean(page, 'a blocked value that stands for everything');
    await values.fill('till-*');
    await save.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('till-*', { exact: true }).waitFor();
    await clean(page, 'what a blocked value would do');
    await dialog.getByRole('button', { name: w.common.cancel, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('signs out', async () => {
    const page = current();
    const w = await signIn(page, 'en');
    // Signing out ends with a new document; going elsewhere before it is there would be broken off.
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: w.auth.signOut }).click()]);
    await page.goto(`${platform.url}/campaigns?status=DRAFT`);
    await page.getByRole('button', { name: w.auth.signIn, exact: true }).waitFor();
    await shoot(page, 'en-sign-in');
    await clean(page, 'sign in');
  });
});
