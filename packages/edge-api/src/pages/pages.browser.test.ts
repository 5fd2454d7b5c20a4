import { permissions } from '@beckon/contract';
import { type Caller, createSetUpLink } from '@beckon/core/access';
import { inviteUser } from '@beckon/core/admin';
import { changeStock, putProducts } from '@beckon/core/catalog';
import { sql } from '@beckon/core/db';
import { followCatalog } from '@beckon/core/flows';
import { makeBoundToken, makeToken } from '@beckon/core/links';
import { createTestContext, runReadyJobs } from '@beckon/core/testing';
import { putTopics } from '@beckon/core/topics';
import { launchChromium } from '@beckon/test-setup/chromium';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningServer, serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';
import { accountUrl } from './account.ts';
import { setUpUrl } from './set-up.ts';

const api = await createTestApi();
const { app, ctx, tenant } = api;
let browser: Browser;
let server: RunningServer;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveOnNode(app, { port: 0, host: '127.0.0.1' })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(() => async () => {
  await page?.context().close();
});

/** A shopper with everything that a page can show: a sign-up in German, a topic, a waitlist, a push device. */
async function makeShopper(
  email: string,
): Promise<{ confirm: string; preferences: string; reduce: string; leave: string }> {
  await putTopics(ctx, tenant.id, [
    { id: 'plants', name: 'Plants', description: 'What grows, and what to do if not.' },
  ]);
  const product = {
    id: 'mug',
    title: 'A mug with a rather long name, Blue',
    url: 'https://shop.test/mug',
    price: 1_200,
  };
  await putProducts(ctx, tenant.id, [{ ...product, currency: 'EUR' }], followCatalog);
  await changeStock(ctx, tenant.id, [{ productId: 'mug', quantity: 0 }], followCatalog);
  const wording = { wordingVersion: 'v1', wording: 'News, please.', language: 'de-AT' };
  await api.post('/v1/subscribe', { email, ...wording });
  const [row] = await ctx.db.query<{ contactId: string; signUpId: string }>(sql`
    select c.id as "contactId", s.id as "signUpId" from contacts c join sign_ups s on s.contact_id = c.id
    where c.email = ${email}`);
  const { contactId, signUpId } = row!;
  const confirm = `/c/${makeToken(ctx, 'confirm', tenant.id, signUpId)}`;
  await app.request(confirm, { method: 'POST' });
  await runReadyJobs(ctx);
  await ctx.db.query(sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, variant_id, status, joined_at, expires_at)
    values (${ctx.ids.newId('wle')}, ${tenant.id}, ${contactId}, 'mug', '', 'waiting', now(), now() + interval '1 year')`);
  await ctx.db.query(sql`
    insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, client,
      created_at, seen_at)
    values (${ctx.ids.newId('psh')}, ${tenant.id}, ${contactId}, ${email}, '', '', 'v1',
      '{"browser": "Firefox", "os": "Android"}'::text::jsonb, now(), now())`);
  return {
    confirm,
    preferences: `/p/${makeBoundToken(ctx, 'preferences', tenant.id, contactId, 0)}`,
    reduce: `/p/${makeBoundToken(ctx, 'reduce', tenant.id, contactId, 0)}`,
    leave: `/u/${makeToken(ctx, 'unsubscribe', tenant.id, contactId)}`,
  };
}

async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<void> {
  page = await browser.newPage({ javaScriptEnabled: true, bypassCSP: true, ...options });
  await page.goto(`http://127.0.0.1:${server.port}${path}`);
}

async function violations(): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const shopper = await makeShopper('hosted@example.com');

/** The page of an invited user, and that of a fresh installation. */
async function userPages(): Promise<string[]> {
  const caller: Caller = {
    tenantId: tenant.id,
    actor: { kind: 'command', id: null, name: 'test' },
    permissions: new Set(permissions),
  };
  const { token } = await inviteUser(ctx, caller, { email: 'nora@shop.test', role: 'marketer' });
  const fresh = await createTestContext();
  const installation = await createTestApi({ ctx: fresh.ctx });
  const other = await serveOnNode(installation.app, { port: 0, host: '127.0.0.1' });
  onTestFinished(() => other.close());
  const setUp = setUpUrl(`http://127.0.0.1:${other.port}`, (await createSetUpLink(fresh.ctx))!);
  return [accountUrl(`http://127.0.0.1:${server.port}`, token), setUp];
}

test('the pages for users are without a fault that axe finds, with and without something wrong in the form', async () => {
  for (const url of await userPages()) {
    for (const colorScheme of ['light', 'dark'] as const) {
      page = await browser.newPage({ bypassCSP: true, colorScheme, viewport: { width: 390, height: 844 } });
      await page.goto(url);
      expect(await violations(), url).toEqual([]);
      await page.evaluate("document.querySelector('form').noValidate = true");
      await page.getByRole('button').click();
      await page.locator('[aria-invalid]').first().waitFor();
      expect(await violations(), url).toEqual([]);
      await page.context().close();
    }
  }
});

describe.each(['en', 'de', 'ar'])('in %s', (language) => {
  test.each(['light', 'dark'] as const)('every page is without a fault that axe finds, %s', async (colorScheme) => {
    for (const path of [shopper.confirm, shopper.leave, shopper.preferences, shopper.reduce, '/c/broken', '/p/old']) {
      await open(`${path}?lang=${language}`, { colorScheme });
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await violations(), path).toEqual([]);
      await page.context().close();
    }
  });

  test.each([320, 768, 1280])('nothing is cut off or hidden at %i px', async (width) => {
    for (const path of [shopper.confirm, shopper.preferences, shopper.reduce]) {
      await open(`${path}?lang=${language}`, { viewport: { width, height: 800 } });
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width);
      for (const control of await page.locator('button, summary, select, [type=email]').all()) {
        expect((await control.boundingBox())!.height, `${await control.textContent()}`).toBeGreaterThanOrEqual(44);
      }
      await page.context().close();
    }
  });
});

test('speaks the language of the sign-up, whatever the browser does, and another by a click; no script is needed', async () => {
  await open(shopper.leave, { locale: 'fr-FR', javaScriptEnabled: false });
  expect(await page.getByRole('button').textContent()).toBe('Jetzt abmelden');
  await page.getByText('Sprache: Deutsch').click();
  await page.getByRole('link', { name: 'العربية' }).click();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  const button = page.getByRole('button', { name: 'إلغاء الاشتراك' });
  const [box, frame] = [await button.boundingBox(), await page.locator('main').boundingBox()];
  // It stands where a line begins.
  expect(box!.x - frame!.x).toBeGreaterThan(frame!.x + frame!.width - (box!.x + box!.width));
  await button.click();
  await page.getByRole('heading', { name: 'تم إلغاء اشتراكك' }).waitFor();
  // Choosing another language here would ask the question again.
  expect(await page.getByRole('link').count()).toBe(0);
});

test('can be used by keyboard alone', async () => {
  const { preferences } = await makeShopper('keyboard@example.com');
  await open(`${preferences}?lang=en`);
  for (const key of ['Tab', 'Tab', 'Tab', 'Space']) await page.keyboard.press(key);
  expect(await page.getByRole('checkbox', { name: 'Plants' }).isChecked()).toBe(false);
  await page.keyboard.press('Enter');
  expect(await page.getByRole('status').textContent()).toBe('Your changes have been saved.');
  expect(await page.getByRole('checkbox', { name: 'Plants' }).isChecked()).toBe(false);
});

test.each(['light', 'dark'] as const)('what a click leads to is without fault as well, %s', async (colorScheme) => {
  const { preferences } = await makeShopper(`clicks-${colorScheme}@example.com`);
  await open(`${preferences}?lang=en`, { colorScheme, viewport: { width: 320, height: 640 } });
  const expectAccessible = async () => {
    expect(await violations()).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(320);
  };
  await page.getByRole('combobox').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Your changes have been saved.').waitFor();
  expect(await page.getByRole('combobox').locator('option').first().textContent()).toMatch(/^Until /);
  await expectAccessible();
  await page.getByLabel('New email address').fill(`moved-${colorScheme}@example.com`);
  await page.getByRole('button', { name: 'Change email address' }).click();
  await page.getByRole('status').getByText('We have sent an email to your new address').waitFor();
  await expectAccessible();
  await page.getByRole('button', { name: 'Delete my data' }).click();
  await page.getByRole('heading', { name: 'Delete all your data?' }).waitFor();
  expect(await page.getByRole('link', { name: 'Go back' }).count()).toBe(1);
  await expectAccessible();
});
