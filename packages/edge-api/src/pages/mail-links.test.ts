import type { DeliveryExplanation, MessageDetail } from '@beckon/contract';
import { recordConsent } from '@beckon/core/consent';
import { consumers, projections } from '@beckon/core/consumers';
import { findOrCreateByEmail, verifyEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import { decideFetches, deliver } from '@beckon/core/messages';
import { exportPerson } from '@beckon/core/persons';
import type { OutgoingEmail } from '@beckon/core/ports';
import { runRetention } from '@beckon/core/retention';
import { applyAll, completeErasures, runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi();
const { app, ctx, clock, tenant, sender, deps, get } = api;
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36';
const minute = 60_000;
const day = 24 * 60 * minute;

const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const answer = await api.call<T>(method, path, body);
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
};

let made = 0;
/** Makes a contact who wants marketing. */
async function newContact(firstName = 'Anna'): Promise<Id<'ctc'>> {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, `reader${++made}@example.com`);
  await verifyEmail(ctx, tenant.id, contactId, { firstName, language: null });
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      (['email', 'marketing'] as const).map((type) => ({
        ...({ contactId, type, action: 'granted', source: 'test', method: 'form', wordingVersion: null } as const),
        evidence: {},
      })),
    ),
  );
  return contactId;
}

type Mail = OutgoingEmail & { deliveryId: Id<'dlv'> };

async function publish(body: string, category: 'marketing' | 'transactional' = 'marketing'): Promise<string> {
  const key = `mail_${++made}`;
  const contents = { en: { subject: 'News', preheader: '', body } };
  const message = await call<MessageDetail>('POST', '/messages', {
    ...{ key, name: 'News', channel: 'email', category, contents },
  });
  await call('POST', `/messages/${message.id}/publish`, { version: message.version });
  return key;
}

async function sendTo(contactId: Id<'ctc'>, message: string): Promise<Mail> {
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey: `occasion ${++made}` });
  const before = sender.sent.length;
  await runReadyJobs(ctx);
  const mail = sender.sent[before]!;
  return { ...mail, deliveryId: mail.vendorKey as Id<'dlv'> };
}

const send = async (body: string, contactId?: Id<'ctc'>) =>
  sendTo(contactId ?? (await newContact()), await publish(body));

const links = ({ html }: OutgoingEmail) =>
  [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'));
const tracked = (mail: OutgoingEmail) => links(mail).filter((link) => link.startsWith(`${ctx.publicUrl}/l/`));
const pixelOf = ({ html }: OutgoingEmail) => /<img src="([^"]*\/o\/[^"]*)"/.exec(html)?.[1];

const ask = (url: string, { method = 'GET', ...headers }: Record<string, string> = {}) =>
  app.request(new URL(url).pathname, { method, headers: { 'user-agent': chrome, ...headers } });
const targetOf = async (url: string) => (await ask(url)).headers.get('location');

/** What workers do in the time that passes. */
async function pass(milliseconds: number): Promise<void> {
  await deps.fetches.flush(ctx);
  clock.advance(milliseconds);
  await decideFetches(ctx);
  for (const consumer of consumers) await applyAll(ctx, consumer);
}
const why = (id: string) => call<DeliveryExplanation>('GET', `/deliveries/${id}/why`);
async function countsOf({ deliveryId }: Mail) {
  const { engagement } = await why(deliveryId);
  const sum = (of: 'byPeople' | 'byMachines') => engagement.clicks.reduce((total, link) => total + link[of], 0);
  return { opens: engagement.opens, clicks: { byPeople: sum('byPeople'), byMachines: sum('byMachines') } };
}
const none = { byPeople: 0, byMachines: 0 };

type Logged = { type: string; properties: Record<string, unknown>; context: Record<string, unknown> };
const eventsOf = ({ deliveryId }: Mail) =>
  ctx.db.query<Logged>(sql`
    select type, properties, context from events
    where tenant_id = ${tenant.id} and properties ->> 'deliveryId' = ${deliveryId} order by seq`);

beforeAll(async () => {
  await ctx.db.query(sql`update tenants set weekly_cap = 90, adds_utm = false where id = ${tenant.id}`);
});

test('a link with &amp; and one with a bare & lead to the same address, which no request can choose (D4)', async () => {
  const mail = await send(`<mj-text>
    <a href="https://shop.test/p?a=1&amp;b=2">one</a> <a href="https://shop.test/p?a=1&b=2">two</a>
    <a href='https://shop.test/single?a="'>three</a> <a href="https://shop.test/ü b">four</a></mj-text>`);
  const targets = await Promise.all(tracked(mail).map(targetOf));
  expect(targets.slice(0, 4)).toEqual([
    'https://shop.test/p?a=1&b=2',
    'https://shop.test/p?a=1&b=2',
    'https://shop.test/single?a=%22',
    'https://shop.test/%C3%BC%20b',
  ]);
  const [link] = tracked(mail);
  const answer = await ask(`${link}?url=https://evil.test`);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.test/p?a=1&b=2']);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('only web links lead through Beckon; anchors, mailto, tel, sms and its own pages stay (D6)', async () => {
  const plain = ['#top', 'mailto:a@shop.test?subject=x', 'tel:+49301234', 'sms:+49301234'];
  const body = `<mj-text>${plain.map((link) => `<a href="${link}">x</a>`).join(' ')}
    <a href="https://shop.test/a">a</a> <a href="{{ unsubscribe_url }}">stop</a></mj-text>
    <mj-button href="https://shop.test/b">b</mj-button>`;
  const mail = await send(body);
  expect(links(mail)).toEqual(expect.arrayContaining(plain));
  const own = links(mail).filter((link) => link.startsWith(ctx.publicUrl) && !link.includes('/l/'));
  expect(own.map((link) => new URL(link).pathname.slice(0, 3)).sort()).toEqual(['/p/', '/u/', '/u/']);
  expect(links(mail).filter((link) => link.startsWith('https://shop.test'))).toEqual([]);
  // a, b, and the link that no person sees.
  expect(tracked(mail)).toHaveLength(3);
  expect(mail.text).toContain('https://shop.test/a');
  expect(mail.text).not.toContain('/l/');
});

test('a test message differs from the real one in ids alone, and counts nothing (D6)', async () => {
  const key = await publish('<mj-text><a href="https://shop.test/a">a</a><a href="#top">top</a></mj-text>');
  const contactId = await newContact();
  const real = await sendTo(contactId, key);
  const [{ id } = { id: '' }] = await ctx.db.query<{ id: string }>(sql`select id from messages where key = ${key}`);
  const answer = await app.request(`/api/v1/messages/${id}/test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'owner@shop.test', contact: contactId }),
  });
  expect(answer.status, await answer.text()).toBe(202);
  await runReadyJobs(ctx);
  const tested = sender.sent.at(-1)!;
  expect(tested.to.address).toBe('owner@shop.test');
  const withoutIds = ({ html }: OutgoingEmail) => html.replace(/k1\.[\w.-]+/g, 'id');
  expect(withoutIds(tested)).toBe(withoutIds(real));
  clock.advance(minute);
  expect(await targetOf(tracked(tested)[0]!)).toBe('https://shop.test/a');
  await deps.fetches.flush(ctx);
  const kept = await ctx.db.query(sql`select from mail_fetches where delivery_id = ${tested.vendorKey}`);
  expect(kept).toEqual([]);
});

test('transactional mails have no links through Beckon and no image', async () => {
  const key = await publish('<mj-text><a href="https://shop.test/order">order</a></mj-text>', 'transactional');
  const mail = await sendTo(await newContact(), key);
  expect(links(mail)).toContain('https://shop.test/order');
  expect([tracked(mail), pixelOf(mail)]).toEqual([[], undefined]);
});

test('a shop can leave out the image, the links and the UTM parameters', async () => {
  const key = await publish('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  const contactId = await newContact();
  await call('PATCH', '/settings', { tracksOpens: false });
  const withoutImage = await sendTo(contactId, key);
  expect([tracked(withoutImage).length, pixelOf(withoutImage)]).toEqual([2, undefined]);
  await call('PATCH', '/settings', { tracksOpens: true, tracksClicks: false, addsUtm: true, utmSource: 'mail & more' });
  const withoutLinks = await sendTo(contactId, key);
  expect(pixelOf(withoutLinks)).toBeDefined();
  expect(links(withoutLinks)).toContain(
    `https://shop.test/a?utm_source=mail%20%26%20more&utm_medium=email&utm_campaign=${key}`,
  );
  await call('PATCH', '/settings', { tracksClicks: true, addsUtm: false, utmSource: 'beckon' });
});

test('UTM parameters join the query, stand before the fragment and never replace the author’s own (D5)', async () => {
  await call('PATCH', '/settings', { addsUtm: true });
  const key = await publish(
    `<mj-text>${[
      'https://shop.test/?coupon=vip',
      'https://www.shop.test/a#sizes',
      'https://shop.test/b?utm_source=x#top',
      'https://other.test/',
      'https://notshop.test/',
    ]
      .map((link) => `<a href="${link}">x</a>`)
      .join(' ')}</mj-text>`,
  );
  const mail = await sendTo(await newContact(), key);
  const targets = await Promise.all(tracked(mail).map(targetOf));
  const rest = `utm_medium=email&utm_campaign=${key}`;
  expect(targets.slice(0, 5)).toEqual([
    `https://shop.test/?coupon=vip&utm_source=beckon&${rest}`,
    `https://www.shop.test/a?utm_source=beckon&${rest}#sizes`,
    `https://shop.test/b?utm_source=x&${rest}#top`,
    'https://other.test/',
    'https://notshop.test/',
  ]);
  await call('PATCH', '/settings', { addsUtm: false });
});

const eight = `<mj-text>${Array.from({ length: 8 }, (_, n) => `<a href="https://shop.test/${n}">x</a>`).join(' ')}</mj-text>`;

test('eight links fetched within three seconds are a machine’s, a click after a quarter of an hour is a person’s (D16)', async () => {
  const mail = await send(eight);
  clock.advance(10_000);
  // The scanner obeys what readers see: it leaves out the hidden link.
  const visible = tracked(mail).slice(0, 8);
  for (const link of visible) {
    clock.advance(400);
    await ask(link);
  }
  await pass(minute);
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 0, byMachines: 8 });
  const { providerEvents } = await why(mail.deliveryId);
  expect(new Set(providerEvents.map(({ machineReason }) => machineReason))).toEqual(
    new Set(['Four or more links of the email were followed within five seconds.']),
  );
  expect((await eventsOf(mail)).map(({ context }) => context.bot)).toEqual(Array(8).fill(true));
  clock.advance(15 * minute);
  await ask(visible[3]!);
  await pass(5_000);
  // Until it is known what follows, it is neither.
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 0, byMachines: 8 });
  await pass(10_000);
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 1, byMachines: 8 });
  const people = (await eventsOf(mail)).filter(({ context }) => context.bot !== true);
  expect(people).toMatchObject([
    { type: 'message_clicked', properties: { url: 'https://shop.test/3', isMachine: false } },
  ]);
});

test('a machine is told by a HEAD request, a prefetch, its name, the hidden link, or its haste', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  const [link, hidden] = tracked(mail) as [string, string];
  await ask(link);
  clock.advance(minute);
  await ask(link, { method: 'HEAD' });
  await ask(link, { 'sec-purpose': 'prefetch' });
  await ask(link, { 'user-agent': 'BarracudaCentral' });
  await ask(link, { 'user-agent': '' });
  await pass(minute);
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 0, byMachines: 5 });
  await ask(link);
  clock.advance(4_000);
  await ask(hidden);
  await pass(minute);
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 0, byMachines: 7 });
  await ask(link);
  await pass(minute);
  expect((await countsOf(mail)).clicks).toEqual({ byPeople: 1, byMachines: 7 });
});

test('opens: Apple’s proxy is a machine, Gmail’s and mail programs stand for the person who looks', async () => {
  const mail = await send('<mj-text>Hello</mj-text>');
  const pixel = pixelOf(mail)!;
  clock.advance(minute);
  const answer = await ask(pixel, { 'user-agent': 'Mozilla/5.0' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif']);
  await pass(minute);
  expect(await countsOf(mail)).toEqual({ opens: { byPeople: 0, byMachines: 1 }, clicks: none });
  expect(await openedAt(mail)).toBeNull();
  expect(await lastSeen(mail)).toBeNull();
  const readAt = clock.now();
  await ask(pixel, {
    'user-agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  });
  clock.advance(20_000);
  await ask(pixel, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0' });
  await pass(minute);
  expect(await countsOf(mail)).toEqual({ opens: { byPeople: 2, byMachines: 1 }, clicks: none });
  expect(await openedAt(mail)).toEqual(readAt);
  expect(await lastSeen(mail)).toEqual(new Date(readAt.getTime() + 20_000));
});

const openedAt = async ({ deliveryId }: Mail) =>
  (await ctx.db.query<{ at: Date | null }>(sql`select opened_at as at from deliveries where id = ${deliveryId}`))[0]!
    .at;

const lastSeen = async ({ deliveryId }: Mail) =>
  (
    await ctx.db.query<{ at: Date | null }>(sql`
      select c.last_seen_at as at from deliveries d join contacts c on c.id = d.contact_id where d.id = ${deliveryId}`)
  )[0]!.at;

test('a click counts as an open, since readers without images load none', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  clock.advance(minute);
  const at = clock.now();
  await ask(tracked(mail)[0]!);
  await pass(minute);
  expect(await openedAt(mail)).toEqual(at);
});

test('a filter that opens every link of a mail ends no consent (D1)', async () => {
  const mail = await send(eight);
  clock.advance(20_000);
  for (const link of links(mail)) await ask(link);
  await pass(minute);
  const consents = await ctx.db.query(sql`
    select s.type from consent_state s join deliveries d on d.contact_id = s.contact_id
    where d.id = ${mail.deliveryId} and s.state = 'granted' order by 1`);
  expect(consents).toEqual([{ type: 'email' }, { type: 'marketing' }]);
  expect((await countsOf(mail)).clicks.byPeople).toBe(0);
  const stop = mail.headers['List-Unsubscribe']!.slice(1, -1);
  await app.request(new URL(stop).pathname, { method: 'POST' });
  const after = await ctx.db.query(sql`
    select from consent_state s join deliveries d on d.contact_id = s.contact_id
    where d.id = ${mail.deliveryId} and s.state = 'granted'`);
  expect(after).toEqual([]);
});

test('a personal link leads to the value of its own contact in any browser, and merges nothing (D7)', async () => {
  const body = `<mj-text><a href="https://shop.test/hi?n={{ contact.first_name | default: '' }}">hi</a></mj-text>`;
  const [one, two] = [await newContact('Anna'), await newContact('M&M’s')];
  const key = await publish(body);
  const [mail, other] = [await sendTo(one, key), await sendTo(two, key)];
  clock.advance(minute);
  const answer = await ask(tracked(mail)[0]!, { cookie: `beckon=${two}; _bk=${two}` });
  expect(answer.headers.get('location')).toBe('https://shop.test/hi?n=Anna');
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(await targetOf(tracked(other)[0]!)).toBe('https://shop.test/hi?n=M%26M%E2%80%99s');
  await pass(minute);
  const clicked = await ctx.db.query<{ id: string }>(sql`
    select p.id from timeline t join events e on e.seq = t.seq join contacts p on p.id = t.person_id
    where e.properties ->> 'deliveryId' = ${mail.deliveryId}`);
  expect(clicked).toEqual([{ id: one }]);
  expect(
    await ctx.db.query(sql`select from contacts where id in (${one}, ${two}) and merged_into is not null`),
  ).toEqual([]);
});

test('ids that Beckon did not make get 404 without a lookup, however they are written', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  const path = new URL(tracked(mail)[0]!).pathname;
  const asked = await countStatements(async () => {
    const wrong = [
      `${path}x`,
      path.slice(0, -1),
      '/l/https:%2F%2Fevil.test',
      '/l/k1.a.b',
      '/l//evil.test',
      '/o/1',
      `/o/${path.slice(3)}`,
    ];
    for (const one of wrong) expect((await app.request(one)).status, one).toBe(404);
  });
  expect(asked).toBe(0);
});

test('a redirect waits for one lookup and writes nothing; the record of it comes later', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  const asked = await countStatements(async () => {
    expect((await ask(tracked(mail)[0]!)).status).toBe(302);
    expect((await ask(pixelOf(mail)!)).status).toBe(200);
  });
  expect(asked).toBe(1);
  const rows = () => ctx.db.query(sql`select from mail_fetches where delivery_id = ${mail.deliveryId}`);
  expect(await rows()).toEqual([]);
  await deps.fetches.flush(ctx);
  expect(await rows()).toHaveLength(2);
});

async function countStatements(work: () => Promise<void>): Promise<number> {
  const { query } = ctx.db;
  let count = 0;
  ctx.db.query = ((...args: Parameters<typeof query>) => {
    count++;
    return query.apply(ctx.db, args);
  }) as typeof query;
  await work().finally(() => {
    ctx.db.query = query;
  });
  return count;
}

test('however often a link is repeated, it stays a few rows and events, and is counted', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  const [link] = tracked(mail) as [string];
  clock.advance(minute);
  for (let times = 0; times < 100; times++) await ask(link);
  await deps.fetches.flush(ctx);
  for (let times = 0; times < 100; times++) await ask(link);
  await deps.fetches.flush(ctx);
  const rows = () => ctx.db.query(sql`select count from mail_fetches where delivery_id = ${mail.deliveryId}`);
  expect(await rows()).toEqual([{ count: 200 }]);
  await pass(minute);
  expect((await countsOf(mail)).clicks.byPeople).toBe(200);
  expect(await eventsOf(mail)).toHaveLength(1);
  for (let times = 0; times < 30; times++) {
    await ask(link);
    await pass(minute);
  }
  expect((await countsOf(mail)).clicks.byPeople).toBe(230);
  expect(await eventsOf(mail)).toHaveLength(1);
  expect(await rows()).toEqual([]);
});

test('a program that never stops does not delay the decision for ever', async () => {
  const mail = await send('<mj-text><a href="https://shop.test/a">a</a></mj-text>');
  clock.advance(minute);
  for (let seconds = 0; seconds < 90; seconds += 5) {
    await ask(tracked(mail)[0]!);
    await pass(5_000);
  }
  expect((await countsOf(mail)).clicks.byPeople).toBeGreaterThan(5);
});

test('after an erasure a personal link leads to a page that says so, and what was clicked is gone', async () => {
  const contactId = await newContact('Zoë');
  const body = `<mj-text><a href="https://shop.test/hi?n={{ contact.first_name | default: '' }}">hi</a>
    <a href="https://shop.test/">shop</a></mj-text>`;
  const key = await publish(body);
  await sendTo(await newContact('Ben'), key);
  const mail = await sendTo(contactId, key);
  const [personal, common] = tracked(mail) as [string, string];
  clock.advance(minute);
  await ask(personal);
  await pass(minute);
  expect((await countsOf(mail)).clicks.byPeople).toBe(1);
  await ask(personal);
  await deps.fetches.flush(ctx);
  await call('POST', `/contacts/${contactId}/erase`);
  await completeErasures(ctx, clock);
  const answer = await ask(personal);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain('This link has expired');
  expect(await targetOf(common)).toBe('https://shop.test/');
  await pass(minute);
  expect((await countsOf(mail)).clicks).toEqual(none);
  const kept = await ctx.db.query(sql`
    select from link_targets where url like '%Zo%' union all select from mail_fetches
    union all select from provider_events where detail like '%Zo%'
    union all select from events where properties::text like '%Zo%'`);
  expect(kept).toEqual([]);
});

test('a contact gets their opens, clicks and personal links with all that is stored about them', async () => {
  const contactId = await newContact('Uma');
  const mail = await send(
    `<mj-text><a href="https://shop.test/hi?n={{ contact.first_name | default: '' }}">x</a></mj-text>`,
    contactId,
  );
  clock.advance(minute);
  await ask(tracked(mail)[0]!);
  await pass(minute);
  const data = await exportPerson(ctx, tenant.id, contactId);
  expect(data.opensAndClicks).toMatchObject([{ kind: 'clicked', url: 'https://shop.test/hi?n=Uma', isMachine: false }]);
  expect(data.personalLinks).toMatchObject([{ url: 'https://shop.test/hi?n=Uma' }]);
});

test('a link leads to its page when its delivery has been deleted, for a year after it was last used', async () => {
  const contactId = await newContact();
  const mail = await send('<mj-text><a href="https://shop.test/kept">a</a></mj-text>', contactId);
  clock.advance(minute);
  await ask(tracked(mail)[0]!);
  await pass(minute);
  const { settings } = await call<{ settings: object }>('GET', '/retention');
  await call('PUT', '/retention', { ...settings, deliveriesDays: 30, variablesDays: 30 });
  const rowsOf = () => ctx.db.query(sql`select from mail_engagement where delivery_id = ${mail.deliveryId}`);
  expect(await rowsOf()).toHaveLength(1);
  clock.advance(60 * day);
  await runRetention(ctx, projections, 1_000);
  expect((await get(`/api/v1/deliveries/${mail.deliveryId}/why`)).status).toBe(404);
  expect(await rowsOf()).toEqual([]);
  expect(await targetOf(tracked(mail)[0]!)).toBe('https://shop.test/kept');
  await pass(minute);
  expect(await rowsOf()).toEqual([]);
  clock.advance(305 * day);
  await runRetention(ctx, projections, 1_000);
  expect((await ask(tracked(mail)[0]!)).status).toBe(302);
  clock.advance(2 * day);
  await runRetention(ctx, projections, 1_000);
  expect((await ask(tracked(mail)[0]!)).status).toBe(410);
});
