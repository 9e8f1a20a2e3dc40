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
