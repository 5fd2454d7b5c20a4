import type { Preferences } from '@beckon/contract';
import { readConsents } from '@beckon/core/consent';
import { sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import { makeBoundToken, makeToken } from '@beckon/core/links';
import { deliver } from '@beckon/core/messages';
import { runReadyJobs } from '@beckon/core/testing';
import { putTopics } from '@beckon/core/topics';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi({ limits: { formsPerNetwork: { perSecond: 1, burst: 100_000 } } });
const { app, ctx, clock, sender, tenant, post, codeOf } = api;
const day = 24 * 60 * 60 * 1_000;
await putTopics(ctx, tenant.id, [{ id: 'plants', name: '<b>Plants</b>', description: 'What grows.' }]);

let made = 0;
async function signUp(more: object = {}) {
  const email = `shopper${++made}@example.com`;
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.', ...more });
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === email)!;
  await app.request(new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(mail.text)![0]).pathname, { method: 'POST' });
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`select id from contacts where email = ${email}`);
  await deliver(ctx, { tenantId: tenant.id, contactId: row!.id, message: 'welcome', businessKey: `first ${row!.id}` });
  const token = makeBoundToken(ctx, 'preferences', tenant.id, row!.id, 0);
  const states = async () => (await readConsents(ctx, tenant.id, row!.id)).map(({ type, state }) => `${type} ${state}`);
  return { email, id: row!.id, token, states };
}
const submit = (path: string, fields: Record<string, string>) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
const tokenOf = (text: string, page: string) => new RegExp(`/${page}/([\\w.-]+)`).exec(text)![1]!;

test('the calls read and change, and their answers are kept nowhere', async () => {
  const anna = await signUp();
  const answer = await post('/v1/preferences', { token: anna.token }, { origin: 'https://shop.test' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  const text = await answer.text();
  expect(text).not.toContain(anna.email);
  expect(JSON.parse(text)).toMatchObject({ channels: { email: { isOn: true } }, frequency: null });

  const change = { channels: { email: false }, frequency: 'monthly', topics: { plants: false } };
  const changed = await post('/v1/preferences/change', { token: anna.token, change });
  expect(await changed.json()).toMatchObject({
    channels: { email: { isOn: false } },
    frequency: 'monthly',
    topics: [{ id: 'plants', isWanted: false }],
  });
  expect(await anna.states()).toEqual(['email revoked', 'marketing granted']);
});

test('whatever opens nothing is refused with the same bytes', async () => {
  const anna = await signUp();
  const look = async (body: object) => {
    const answer = await post('/v1/preferences', body, { origin: 'https://shop.test' });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const refusal = await look({ token: 'x' });
  expect(refusal).toContain('token_invalid');
  for (const body of [
    {},
    { token: anna.token.slice(0, -1) + (anna.token.endsWith('A') ? 'B' : 'A') },
    { token: makeToken(ctx, 'unsubscribe', tenant.id, anna.id) },
    { token: makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 1) },
    { email: anna.email },
    { email: anna.email, signature: '0'.repeat(64) },
    { email: 'nobody@example.com', signature: '0'.repeat(64) },
    { userId: 'nobody', signature: '0'.repeat(64) },
  ]) {
    expect(await look(body)).toBe(refusal);
  }
  clock.advance(day);
  expect(await look({ token: anna.token })).toBe(refusal);
  const foreign = await app.request('/v1/preferences?key=pk_unknown', { method: 'POST', body: '{}' });
  expect(await codeOf(foreign)).toBe('key_unknown');
});

test('a request for a link gets the same response for every address', async () => {
  const anna = await signUp();
  const look = async (body: object) => {
    const answer = await post('/v1/preferences/link', body, { origin: 'https://shop.test' });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const unknown = await look({ email: 'unknown@example.com' });
  expect(unknown).toContain('pending');
  for (const email of [anna.email, anna.email.toUpperCase(), 'unknown@example.com'])
    expect(await look({ email })).toBe(unknown);
});

test('opening the page changes nothing; each button makes its change', async () => {
  const anna = await signUp();
  const path = `/p/${anna.token}`;
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) await app.request(path, { method });
  expect(await anna.states()).toEqual(['email granted', 'marketing granted']);
  const page = await (await app.request(path)).text();
  expect(page).toContain('Your preferences');
  expect(page).toContain('&lt;b&gt;Plants&lt;/b&gt;');
  expect(page).toContain('<q><bdi>News, please.</bdi></q>');
  // Who saves without choosing pauses nothing.
  expect(page).toContain('<select name="pause"><option value="">');
  expect(page).not.toContain('<script');
  expect(page).not.toContain(anna.email);

  const saved = await (
    await submit(path, { action: 'save', 'channel.email': 'on', frequency: 'weekly', pause: '7' })
  ).text();
  expect(saved).toContain('Your changes have been saved.');
  expect(saved).toContain('value="weekly" checked');
  expect(saved).toContain('value="keep" selected');
  expect(saved).not.toContain('name="topic.plants" checked');
  expect(await anna.states()).toEqual(['email granted', 'marketing granted']);

  await submit(path, { action: 'stop' });
  expect(await anna.states()).toEqual(['email revoked', 'marketing granted']);
  await submit(path, { action: 'save', 'channel.email': 'on', frequency: '', pause: 'keep' });
  expect(await anna.states()).toEqual(['email granted', 'marketing granted']);

  const moving = await submit(path, { action: 'email', newEmail: `new-${anna.email}` });
  expect(await moving.text()).toContain('Open the link in it to confirm');
  await runReadyJobs(ctx);
  const change = `/e/${tokenOf(sender.sent.findLast(({ to }) => to.address === `new-${anna.email}`)!.text, 'e')}`;
  expect(await (await app.request(change)).text()).toContain('Confirm new address');
  expect((await app.request(path)).status).toBe(200);
  expect((await submit(change, {})).status).toBe(200);
  expect((await app.request(path)).status).toBe(403);

  const fresh = `/p/${makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 1)}`;
  expect(await (await submit(fresh, { action: 'end_links' })).text()).toContain('All links deactivated');
  expect((await app.request(fresh)).status).toBe(403);
});

test('the link of a mail is a page that reduces, shows nothing that its owner chose, and asks for a fresh link in one step', async () => {
  const anna = await signUp();
  await app.request(`/p/${anna.token}`, {
    method: 'POST',
    body: new URLSearchParams({ action: 'save', frequency: 'weekly', 'channel.email': 'on' }),
  });
  await runReadyJobs(ctx);
  const path = `/p/${tokenOf(sender.sent.findLast(({ to }) => to.address === anna.email)!.text, 'p')}`;
  clock.advance(300 * day);
  const page = await (await app.request(path)).text();
  expect(page).toContain(`${anna.email[0]}…@example.com`);
  for (const secret of [anna.email, 'News, please.', 'value="weekly" checked', 'name="newEmail"', 'value="export"']) {
    expect(page).not.toContain(secret);
  }
  // The page of a subscriber and that of a contact who has ended everything look the same.
  const reduced = await (
    await submit(path, {
      action: 'reduce',
      'channel.email': 'on',
      'topic.plants': 'on',
      frequency: 'monthly',
      pause: '30',
    })
  ).text();
  expect(reduced).toContain('Your changes have been saved.');
  expect(await anna.states()).toEqual(['email revoked', 'marketing granted']);
  expect(await (await app.request(path)).text()).toBe(page);

  for (const action of ['save', 'email', 'export', 'erase', 'erase_for_good', 'end_links', 'leave', 'remove_device']) {
    const fields = { action, 'channel.email': 'on', newEmail: 'thief@example.com' };
    expect(await (await submit(path, fields)).text()).toContain('You need a new link for this');
  }
  expect(await anna.states()).toEqual(['email revoked', 'marketing granted']);
  await runReadyJobs(ctx);
  sender.sent.length = 0;
  expect((await submit(path, { action: 'renew' })).status).toBe(200);
  await runReadyJobs(ctx);
  const fresh = `/p/${tokenOf(sender.sent.find(({ to }) => to.address === anna.email)!.text, 'p')}`;
  const all = await (await app.request(fresh)).text();
  expect(all).toContain('value="monthly" checked');
  expect(all).toContain('value="export"');
});

test('each choice of the page that reduces is kept: topics, pause, and everything at once', async () => {
  const anna = await signUp();
  await runReadyJobs(ctx);
  const path = `/p/${tokenOf(sender.sent.findLast(({ to }) => to.address === anna.email)!.text, 'p')}`;
  const ownerSees = async () => (await (await post('/v1/preferences', { token: anna.token })).json()) as Preferences;
  await submit(path, { action: 'reduce', 'topic.plants': 'on', frequency: 'monthly', pause: '30' });
  expect(await ownerSees()).toMatchObject({
    channels: { email: { isOn: true } },
    topics: [{ id: 'plants', isWanted: false }],
    frequency: 'monthly',
    pausedUntil: new Date(clock.now().getTime() + 30 * day).toISOString(),
  });
  expect(await (await submit(path, { action: 'stop' })).text()).toContain('Your changes have been saved.');
  expect((await anna.states()).toSorted()).toEqual([
    'email revoked',
    'marketing granted',
    'push revoked',
    'sms revoked',
  ]);
});

test('a page of preferences is shown in the language of its owner, by a link of any age', async () => {
  const { email } = await signUp({ language: 'de' });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`select id from contacts where email = ${email}`);
  const asked = makeBoundToken(ctx, 'preferences', tenant.id, row!.id, 0);
  for (const days of [0, 2]) {
    clock.advance(days * day);
    expect((await app.request(`/p/${asked}`)).headers.get('content-language')).toBe('de');
  }
});

test('pages are not cached, send no referrer, and are the same for every invalid link', async () => {
  const anna = await signUp();
  const expired = makeBoundToken({ ...ctx, clock: { now: () => new Date(0) } }, 'preferences', tenant.id, anna.id, 0);
  const bad = ['x', expired, `${anna.token}A`, makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 9)];
  const pages = new Set<string>();
  for (const token of [anna.token, ...bad]) {
    const answer = await app.request(`/p/${token}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    if (token !== anna.token) pages.add(`${answer.status} ${await answer.text()}`);
  }
  expect([...pages]).toEqual([expect.stringMatching(/^403 [\s\S]*Send me a new link/)]);

  await runReadyJobs(ctx);
  sender.sent.length = 0;
  const answers = new Set<string>();
  for (const token of bad) answers.add(await (await submit(`/p/${token}`, { action: 'renew' })).text());
  expect(answers.size).toBe(1);
  await runReadyJobs(ctx);
  expect(sender.sent.map(({ to }) => to.address)).toEqual([anna.email]);
  expect((await app.request(`/p/${tokenOf(sender.sent[0]!.text, 'p')}`)).status).toBe(200);
});

test('data is saved as a file, and erased by a second click; a signature alone does neither', async () => {
  const anna = await signUp();
  const path = `/p/${anna.token}`;
  const file = await submit(path, { action: 'export' });
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect(file.headers.get('cache-control')).toBe('no-store');
  expect(((await file.json()) as { profile: object[] }).profile).toMatchObject([{ email: anna.email }]);

  expect(await codeOf(await post('/v1/preferences/erase', { token: anna.token }))).toBe('validation_failed');
  expect(await (await submit(path, { action: 'erase' })).text()).toContain('Delete my data permanently');
  expect(await anna.states()).toEqual(['email granted', 'marketing granted']);
  expect(await (await submit(path, { action: 'erase_for_good' })).text()).toContain('Your data is being deleted');
  expect((await app.request(path)).status).toBe(403);
  expect(await anna.states()).toEqual(['email revoked', 'marketing revoked']);
  expect(await codeOf(await post('/v1/preferences/export', { token: anna.token }))).toBe('token_invalid');
  // The way out of a mail of before still works, with one click.
  const out = await submit(`/u/${makeToken(ctx, 'unsubscribe', tenant.id, anna.id)}`, {
    'List-Unsubscribe': 'One-Click',
  });
  expect(out.status).toBe(200);
});

test('a contact is erased by an API key or a session, not by the public key', async () => {
  const anna = await signUp();
  const erase = (headers: Record<string, string>) =>
    app.request(`/api/v1/contacts/${anna.id}/erase`, { method: 'POST', headers });
  const isWrite = await erase({ authorization: `Bearer ${tenant.writeKey}` });
  expect([isWrite.status, await codeOf(isWrite)]).toEqual([403, 'permission_denied']);
  const isCrossSite = await erase({ cookie: `user=${tenant.id}` });
  expect(await codeOf(isCrossSite)).toBe('cross_site_refused');
  const done = await erase({ cookie: `user=${tenant.id}`, 'content-type': 'application/json' });
  expect(await done.json()).toMatchObject({ status: 'running', finishedAt: null });
  // Asking again gives the same erasure.
  const again = await erase({ authorization: `Bearer ${tenant.apiKey}` });
  expect(await again.json()).toMatchObject({ contactId: anna.id });
});
