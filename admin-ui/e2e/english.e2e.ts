import { expect, it } from 'vitest';
import { platform, shoot, signIn, words } from './browser';
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
    await dialog.getByRole('button', { name: w.identity.apply, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(/Everybody follows these rules/).waitFor({ timeout: 120_000 });
    const before = page.getByRole('row').filter({ has: page.getByRole('button', { name: w.identity.rollBack }) }).first();
    await before.getByRole('button', { name: w.identity.rollBack }).click();
    await page.getByText(w.identity.noDifference).waitFor();
    await shoot(page, 'en-identity-rules-versions');
    await clean(page, 'versions of the rules');
    await page.getByRole('button', { name: /^Put version \d+ in force$/ }).click();
    await dialog.getByRole('button', { name: w.identity.apply, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(/^puts version \d+ in force again$/).first().waitFor();
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
