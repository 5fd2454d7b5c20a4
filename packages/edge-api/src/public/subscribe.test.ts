import { suppress } from '@beckon/core/consent';
import { sql } from '@beckon/core/db';
import { makeToken } from '@beckon/core/links';
import { runReadyJobs } from '@beckon/core/testing';
import { describe, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi({ limits: { formsPerNetwork: { perSecond: 1, burst: 10_000 } } });
const { app, ctx, clock, sender, tenant, post, codeOf } = api;
const form = (email: string, more: object = {}) => ({ email, wordingVersion: 'v1', wording: 'News, please.', ...more });
const subscribe = (body: unknown, headers?: Record<string, string>) => post('/v1/subscribe', body, headers);

test('the answer is the same, byte for byte, whatever is known of the address', async () => {
  const join = async (email: string) => {
    await subscribe(form(email));
    await runReadyJobs(ctx);
    const mail = sender.sent.findLast(({ to }) => to.address === email)!;
    await app.request(new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(mail.text)![0]).pathname, { method: 'POST' });
  };
  await join('member@example.com');
  await join('left@example.com');
  const [left] = await ctx.db.query<{ id: string }>(sql`select id from contacts where email = 'left@example.com'`);
  await app.request(`/u/${makeToken(ctx, 'unsubscribe', tenant.id, left!.id)}`, { method: 'POST' });
  await suppress(ctx, tenant.id, 'email', 'stopped@example.com', 'address_blocked');

  const look = async (email: string, more: object = {}) => {
    const answer = await subscribe(form(email, more), { origin: 'https://shop.test' });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const unknown = await look('unknown@example.com');
  for (const email of ['unknown', 'member', 'left', 'stopped', 'MEMBER']) {
    expect(await look(`${email}@example.com`), email).toBe(unknown);
  }
  expect(unknown).toMatch(/^202\n\{"status":"pending"\}/);
});

test('the key may be in the body', async () => {
  const answer = await app.request('/v1/subscribe', {
    method: 'POST',
    body: JSON.stringify(form('body.key@example.com', { key: tenant.writeKey, formToken: api.formToken() })),
  });
  expect(answer.status).toBe(202);
});

test.each<[string, unknown, number, string]>([
  ['no address', form('nobody'), 400, 'validation_failed'],
  ['no consent text', { email: 'a@example.com' }, 400, 'validation_failed'],
  ['a number for a name', form('a@example.com', { firstName: 7 }), 400, 'validation_failed'],
  ['a NUL character', form('a@example.com', { firstName: 'a\0' }), 400, 'validation_failed'],
  ['half of a surrogate pair', form('a@example.com', { pageUrl: '\ud800' }), 400, 'validation_failed'],
  ['a key with a NUL character', form('a@example.com', { key: 'pk_\0' }), 400, 'validation_failed'],
  ['no JSON', 'email=a@example.com', 400, 'bad_json'],
  ['too much', JSON.stringify(form('a@example.com', { note: 'x'.repeat(20_000) })), 413, 'body_too_large'],
])('%s is refused with a readable problem', async (_, body, status, code) => {
  const answer = await subscribe(body);
  expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
});

test('evidence holds the network, not the address, of who sent the form', async () => {
  await subscribe(form('evidence@example.com'), { 'user-agent': 'Browser/1', origin: 'https://shop.test' });
  const [row] = await ctx.db.query<{ evidence: object }>(sql`
    select s.evidence from sign_ups s join contacts c on c.id = s.contact_id where c.email = 'evidence@example.com'`);
  expect(row!.evidence).toMatchObject({
    ipPrefix: '203.0.113.0/24',
    userAgent: 'Browser/1',
    origin: 'https://shop.test',
    wording: 'News, please.',
  });
  expect(JSON.stringify(row)).not.toContain('203.0.113.7');
});

test('a flood of forms from one network is stopped', async () => {
  const limited = await createTestApi({ limits: { formsPerNetwork: { perSecond: 0.5, burst: 3 } } });
  const statuses = [];
  for (let number = 0; number < 5; number++) {
    statuses.push((await limited.post('/v1/subscribe', form(`p${number}@example.com`))).status);
  }
  expect(statuses).toEqual([202, 202, 202, 429, 429]);
  const refused = await limited.post('/v1/subscribe', form('p@example.com'));
  expect(refused.headers.get('retry-after')).toBe('2');
});

describe('a form without scripts', () => {
  const postForm = (fields: string, headers: Record<string, string> = {}) =>
    app.request(`/v1/subscribe?key=${tenant.writeKey}`, {
      method: 'POST',
      body: fields,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://shop.test', ...headers },
    });
  /** Clicks the button on the first page, like a shopper. */
  const pressed = async (page: Response, headers: Record<string, string> = { origin: 'null' }) => {
    expect(page.status).toBe(428);
    const hidden = [...(await page.text()).matchAll(/<input type="hidden" name="(.*?)" value="(.*?)">/g)];
    clock.advance(1_500);
    const plain = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    const fields = new URLSearchParams();
    for (const [, name, value] of hidden) fields.append(plain(name!), plain(value!));
    return postForm(String(fields), headers);
  };
  const fields = (email: string) => `email=${encodeURIComponent(email)}&wording=News%2C+please.&wordingVersion=v1`;

  test('is the same sign-up, answered by a page after one more step', async () => {
    const first = await postForm(
      `${fields('plain@example.com')}&firstName=Anna&birthday=&phone=%2B49+170+1234567&interests=garden&interests=light&smsConsent=sms-1&smsWording=Text+me.&leaveBlank=`,
    );
    expect(sender.sent.some(({ to }) => to.address === 'plain@example.com')).toBe(false);
    const answer = await pressed(first);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('Check your inbox');
    const [row] = await ctx.db.query<object>(sql`
      select s.first_name, s.answers, s.wording_version, s.evidence ->> 'wording' as wording, s.evidence ->> 'origin' as origin
      from sign_ups s join contacts c on c.id = s.contact_id where c.email = 'plain@example.com'`);
    expect(row).toEqual({
      first_name: 'Anna',
      answers: { phone: '+49 170 1234567', interests: ['garden', 'light'] },
      wording_version: 'v1',
      wording: 'News, please.',
      origin: 'https://shop.test',
    });
    await runReadyJobs(ctx);
    expect(sender.sent.filter(({ to }) => to.address === 'plain@example.com')).toHaveLength(1);
  });

  test('is answered in the language of the form, else of the browser, in the name of the shop, faults too', async () => {
    const german = await postForm(`${fields('sprache@example.com')}&language=de`, { 'accept-language': 'fr' });
    expect(german.headers.get('content-language')).toBe('de');
    expect(await german.clone().text()).toContain('<title>Noch ein Schritt · Shop 1</title>');
    const done = await pressed(german, { 'accept-language': 'fr' });
    expect(await done.text()).toContain('<title>Prüfen Sie Ihr Postfach · Shop 1</title>');
    const french = await postForm(fields('nobody'), { 'accept-language': 'fr' });
    expect(await french.text()).toContain('<title>Vérifiez votre saisie · Shop 1</title>');
    const unknown = await postForm(fields('a@example.com'), { origin: 'https://evil.test' });
    expect(await unknown.text()).toContain('<title>Something went wrong</title>');
  });

  test('gets the same page for every address', async () => {
    const look = async (email: string, more = '') => {
      const asked = await postForm(fields(email) + more);
      // The challenge page contains the fields of the form and a token; nothing else differs.
      const page = (await asked.clone().text()).replace(/ value=".*?"/g, '');
      const answer = await pressed(asked);
      return [page, answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
    };
    const unknown = await look('new@example.com');
    await suppress(ctx, tenant.id, 'email', 'plain.stopped@example.com', 'address_blocked');
    for (const email of ['new@example.com', 'plain.stopped@example.com', 'plain@example.com'])
      expect(await look(email), email).toBe(unknown);
  });

  test.each<[string, string, Record<string, string>, number, string]>([
    ['no address', fields('nobody'), {}, 400, 'Check your details'],
    [
      'a page that is not allowed',
      fields('a@example.com'),
      { origin: 'https://evil.test' },
      403,
      'Something went wrong',
    ],
    ['a page that hides', fields('a@example.com'), { origin: 'null' }, 403, 'Something went wrong'],
  ])('says %s in human words', async (_, body, headers, status, words) => {
    const answer = await postForm(body, headers);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  test('of a browser that sends no Origin is judged by its Referer', async () => {
    const from = (referer: string) =>
      app.request(`/v1/subscribe?key=${tenant.writeKey}`, {
        method: 'POST',
        body: fields('referer@example.com'),
        headers: { 'content-type': 'application/x-www-form-urlencoded', referer },
      });
    expect((await from('https://evil.test/page')).status).toBe(403);
    const page = await from('https://shop.test/page');
    expect((await pressed(page, {})).status).toBe(200);
  });
});

test('E7: a phone number that cannot be read stops no sign-up, and the answer says so to everybody alike', async () => {
  const look = async (email: string, phone: string) => {
    const answer = await subscribe(form(email, { phone }));
    return [answer.status, await answer.json()];
  };
  expect(await look('phone1@example.com', '+49 30 1234567')).toEqual([202, { status: 'pending' }]);
  const warned = [202, { status: 'pending', warnings: ['phone_unreadable'] }];
  expect(await look('phone2@example.com', '0301234567')).toEqual(warned);
  expect(await look('phone2@example.com', '0301234567')).toEqual(warned);
  const [signUp] = await ctx.db.query<{ email: string }>(sql`
    select c.email from sign_ups s join contacts c on c.id = s.contact_id where c.email = 'phone2@example.com'`);
  expect(signUp).toEqual({ email: 'phone2@example.com' });
});
