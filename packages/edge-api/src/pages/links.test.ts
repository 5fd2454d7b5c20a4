import { isSuppressed, readConsents, suppress } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { deriveKey, type Id } from '@beckon/core/lib';
import { makeBlockToken, makeToken } from '@beckon/core/links';
import { requestErasure } from '@beckon/core/privacy';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createApp } from '../index.ts';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, clock, deps, sender, tenant, post } = await createTestApi();

let made = 0;
async function signUp() {
  const email = `shopper${++made}@example.com`;
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.' });
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === email)!;
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`select id from contacts where email = ${email}`);
  const states = async () =>
    (await readConsents(ctx, tenant.id, contact!.id)).map(({ type, state }) => `${type} ${state}`);
  return {
    confirm: new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(mail.text)![0]).pathname,
    leave: `/u/${makeToken(ctx, 'unsubscribe', tenant.id, contact!.id)}`,
    states,
  };
}
const joined = ['email granted', 'marketing granted'];
const left = ['email revoked', 'marketing revoked'];

test('looking at a link changes nothing, only the button does', async () => {
  const { confirm, leave, states } = await signUp();
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
    await app.request(confirm, { method });
    expect(await states(), method).toEqual(['email requested']);
  }
  const page = await app.request(confirm);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<form method="post">');
  expect((await app.request(confirm, { method: 'POST' })).status).toBe(200);
  expect(await states()).toEqual(joined);

  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
    await app.request(leave, { method });
    expect(await states(), method).toEqual(joined);
  }
  expect((await app.request(leave, { method: 'POST' })).status).toBe(200);
  expect(await states()).toEqual(left);
});

test('an address is blocked only by the button on the page', async () => {
  const email = `shopper${++made}@example.com`;
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.' });
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === email)!;
  const link = new URL(/https:\/\/\S+\/n\/[\w.-]+/.exec(mail.text)![0]).pathname;
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) await app.request(link, { method });
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(false);
  expect(await (await app.request(link)).text()).toContain('Block this address');
  expect((await app.request(link, { method: 'POST' })).status).toBe(200);
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
});

test.each(['bounced', 'complained'] as const)(
  'a block of an address that %s is answered as any other',
  async (reason) => {
    const linkOf = async (email: string) =>
      `/n/${makeBlockToken(ctx, tenant.id, await findOrCreateByEmail(ctx, tenant.id, email), email)}`;
    const [fresh, known] = [await linkOf(`fresh-${reason}@example.com`), await linkOf(`${reason}@example.com`)];
    await suppress(ctx, tenant.id, 'email', `${reason}@example.com`, reason);
    const pageOf = async (link: string, init?: RequestInit) => {
      const answer = await app.request(link, init);
      return [answer.status, await answer.text()];
    };
    expect(await pageOf(known)).toEqual(await pageOf(fresh));
    const blocked = await pageOf(known, { method: 'POST' });
    expect(blocked).toEqual(await pageOf(fresh, { method: 'POST' }));
    expect(blocked[1]).toContain('We will not email this address again.');
    const body = new URLSearchParams({ action: 'unblock' });
    expect(await pageOf(known, { method: 'POST', body })).toEqual(await pageOf(fresh, { method: 'POST', body }));
  },
);

const oneClick = 'List-Unsubscribe=One-Click';
const multipart = `--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n`;
test.each<[string, RequestInit, string]>([
  ['urlencoded', { body: oneClick, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'one_click'],
  ['multipart', { body: multipart, headers: { 'content-type': 'multipart/form-data; boundary=b' } }, 'one_click'],
  ['of our own page', { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'link'],
  ['with nothing', {}, 'link'],
  ['with nonsense', { body: '\xff', headers: { 'content-type': 'multipart/form-data' } }, 'link'],
])('an unsubscribe by a POST %s is effective, without cookie or origin', async (_, init, method) => {
  const { confirm, leave, states } = await signUp();
  await app.request(confirm, { method: 'POST' });
  expect((await app.request(leave, { method: 'POST', ...init })).status).toBe(200);
  expect(await states()).toEqual(left);
  const [row] = await ctx.db.query<{ method: string }>(
    sql`select record ->> 'method' as method from consent_ledger order by position desc limit 1`,
  );
  expect(row!.method).toBe(method);
});

test('one click in a mail of 40 days ago ends it: after the secret was replaced, and after the contact was erased', async () => {
  const { confirm, leave, states } = await signUp();
  const email = `shopper${made}@example.com`;
  await app.request(confirm, { method: 'POST' });
  const out = await signUp();
  const erased = `shopper${made}@example.com`;
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`select id from contacts where email = ${erased}`);
  await requestErasure(ctx, tenant.id, contact!.id, 'api_key');
  await ctx.db.query(sql`delete from suppressions`);
  clock.advance(40 * 24 * 60 * 60 * 1_000);

  const tokens = [...ctx.secrets.tokens, deriveKey('the next secret', 'tokens')];
  const rotated = createApp({ ...deps, ctx: { ...ctx, secrets: { ...ctx.secrets, tokens } } });
  const click = (path: string) =>
    rotated.request(path, {
      method: 'POST',
      body: oneClick,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  for (const path of [leave, out.leave]) {
    expect((await rotated.request(path)).status).toBe(200);
    expect((await rotated.request(path, { method: 'HEAD' })).status).toBe(200);
  }
  expect(await states()).toEqual(joined);
  for (const address of [email, erased]) expect(await isSuppressed(ctx, tenant.id, 'email', address)).toBe(false);
  for (const path of [leave, out.leave, leave, out.leave]) {
    const answer = await click(path);
    expect([answer.status, answer.redirected, answer.headers.get('set-cookie')]).toEqual([200, false, null]);
  }
  expect(await states()).toEqual(left);
  for (const address of [email, erased]) expect(await isSuppressed(ctx, tenant.id, 'email', address)).toBe(true);
});

test('a link may be used again, and still says that it is done', async () => {
  const { confirm, leave, states } = await signUp();
  for (const path of [confirm, confirm, leave, leave]) {
    const answer = await app.request(path, { method: 'POST' });
    expect(answer.status).toBe(200);
  }
  expect(await states()).toEqual(left);
});

test('pages of links are not cached, send no referrer, and load nothing from other sites', async () => {
  const { confirm, leave } = await signUp();
  for (const path of [confirm, leave, '/c/forged', '/u/forged']) {
    for (const method of ['GET', 'POST']) {
      const { headers } = await app.request(path, { method });
      expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toBe('noindex');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('set-cookie')).toBeNull();
    }
  }
});

test('a link that is not ours does not work, and the page says what to do', async () => {
  const { confirm, leave, states } = await signUp();
  const forged = [
    confirm.slice(0, -1) + (confirm.endsWith('A') ? 'B' : 'A'),
    confirm.replace('/c/', '/u/'),
    leave.replace('/u/', '/c/'),
    '/u/x',
    '/c/k1.x.x',
    '/c/%00',
    `/u/${'x'.repeat(5_000)}`,
  ];
  for (const path of forged) {
    for (const method of ['GET', 'POST']) {
      const answer = await app.request(path, { method });
      expect(answer.status, `${method} ${path.slice(0, 60)}`).toBe(403);
      expect(await answer.text()).toContain('This link does not work');
    }
  }
  expect(await states()).toEqual(['email requested']);
});

test('the name of a shop is text on the page', async () => {
  await ctx.db.query(sql`update tenants set name = '<script>alert(1)</script>' where id = ${tenant.id}`);
  const { confirm } = await signUp();
  const page = await (await app.request(confirm)).text();
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;');
});

test('a page speaks the language of the sign-up, else that of the browser, in the name of the shop', async () => {
  const email = `shopper${++made}@example.com`;
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.', language: 'pl-PL' });
  await runReadyJobs(ctx);
  const { text, subject } = sender.sent.findLast(({ to }) => to.address === email)!;
  expect(subject).toContain('Potwierdź zapis');
  const path = new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(text)![0]).pathname;
  const look = async (address: string, accepted: string) => {
    const answer = await app.request(address, { headers: { 'accept-language': accepted } });
    expect(answer.headers.get('vary')).toBe('accept-language');
    const page = await answer.text();
    expect(page).toContain(`<html lang="${answer.headers.get('content-language')}"`);
    return page;
  };
  expect(await look(path, 'de')).toContain('Potwierdź zapis');
  expect(await look(path, 'de')).toContain('<title>Potwierdź adres e-mail · ');
  expect(await look(`${path}?lang=nl`, 'de')).toContain('Aanmelding bevestigen');
  expect(await look(`${path}?lang=xx`, 'de')).toContain('Potwierdź zapis');
  // The owner of a broken link is unknown.
  expect(await look('/c/broken', 'sv, fr-CA;q=0.8, de;q=0.5')).toContain('Ce lien ne fonctionne pas');
  expect(await look('/c/broken', 'en;q=0, *;q=0.1')).toContain('This link does not work');
  expect(await look('/c/broken', ',;q=,\xff;q=x')).toContain('This link does not work');
});
