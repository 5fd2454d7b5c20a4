import {
  type MessageDetail,
  type MessageFinding,
  type MessagePreview,
  type MessageVersion,
  permissions,
} from '@beckon/contract';
import { saveApiKey } from '@beckon/core/access';
import { inviteUser } from '@beckon/core/admin';
import { listAudit } from '@beckon/core/audit';
import { putProducts } from '@beckon/core/catalog';
import { suppress } from '@beckon/core/consent';
import { findOrCreateByEmail, verifyEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { deliver, listDeliveries } from '@beckon/core/messages';
import { applyAll, collect, runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, clock, tenant, codeOf, sender, sms, newTenant } = await createTestApi();

async function call<T>(method: string, path: string, body?: unknown, key = tenant.apiKey) {
  const answer = await app.request(`/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  return {
    status: answer.status,
    code: await codeOf(answer.clone()).catch(() => null),
    body: (await answer.json()) as T,
  };
}

let made = 0;
const name = (kind: string) => `${kind}_${++made}`;
const content = (body: string, subject = 'Hello') => ({ subject, preheader: '', body });

/** A message with one language, as a draft. */
async function create(body: string, more: object = {}): Promise<MessageDetail> {
  const given = { key: name('message'), name: 'Test', channel: 'email', category: 'marketing', ...more };
  const { status, body: message } = await call<MessageDetail>('POST', '/messages', {
    ...given,
    contents: { en: content(body) },
  });
  expect(status).toBe(201);
  return message;
}
const publish = ({ id, version }: MessageDetail) => call<MessageDetail>('POST', `/messages/${id}/publish`, { version });
const change = ({ id, version }: MessageDetail, changes: object) =>
  call<MessageDetail>('PATCH', `/messages/${id}`, { version, ...changes });
const preview = async ({ id }: { id: string }, request: object = {}) =>
  (await call<MessagePreview>('POST', `/messages/${id}/preview`, request)).body;
const codes = (findings: readonly MessageFinding[]) => findings.map(({ code }) => code);

/** A contact who may get marketing. */
async function newContact(firstName: string | null, language: string | null = null) {
  const email = `${name('reader')}@example.com`;
  const id = await findOrCreateByEmail(ctx, tenant.id, email);
  await verifyEmail(ctx, tenant.id, id, { firstName, language });
  return { id, email };
}

/** Sends a message to a contact. @returns the mail, or why there is none */
async function send(message: { key: string }, contact: { id: string; email: string }, variables: object = {}) {
  await deliver(ctx, {
    tenantId: tenant.id,
    contactId: contact.id as never,
    message: message.key,
    businessKey: name('occasion'),
    variables: variables as Record<string, unknown>,
  });
  const before = sender.sent.length;
  await runReadyJobs(ctx);
  return sender.sent.slice(before).find(({ to }) => to.address === contact.email);
}

test('a delivery has what is published when it is sent; a draft changes nothing until it is published', async () => {
  const reader = await newContact('Anna');
  const draft = await create('<mj-text>One</mj-text>', { category: 'transactional' });
  expect(draft).toMatchObject({ version: 1, publishedVersion: null, published: null, findings: [] });
  await expect(send(draft, reader)).rejects.toThrow('no published message');

  const first = (await publish(draft)).body;
  expect(first).toMatchObject({ version: 1, publishedVersion: 1, draft: null });
  expect((await send(draft, reader))!.text).toContain('One');

  const second = (await change(first, { contents: { en: content('<mj-text>Two</mj-text>') } })).body;
  expect(second).toMatchObject({ version: 2, publishedVersion: 1 });
  expect((await send(draft, reader))!.text).toContain('One');
  await publish(second);
  expect((await send(draft, reader))!.text).toContain('Two');

  const { body } = await call<{ data: MessageVersion[]; nextCursor: string }>(
    'GET',
    `/messages/${draft.id}/versions?limit=1`,
  );
  expect(body.data.map(({ version, contents }) => [version, contents.en!.body])).toEqual([
    [2, '<mj-text>Two</mj-text>'],
  ]);
  const next = await call<{ data: MessageVersion[] }>(
    'GET',
    `/messages/${draft.id}/versions?limit=1&cursor=${body.nextCursor}`,
  );
  expect(next.body.data.map(({ version }) => version)).toEqual([1]);
});

test('an SMS has what is published, too', async () => {
  const draft = await create('Your parcel {{ number | default: "" }}', { channel: 'sms', category: 'transactional' });
  const published = (await publish(draft)).body;
  expect(published.sms).toEqual({ alphabet: 'gsm7', segments: 1 });
  expect((await preview(draft)).text).toMatch(/^Your parcel\s+Opt out: https:\/\/beckon\.test\/s\/0+$/);
  await call('POST', `/messages/${draft.id}/test`, { to: '+49 30 123456' });
  await runReadyJobs(ctx);
  expect(sms.sent.map(({ to }) => to)).toEqual(['+4930123456']);
  const [links] = await ctx.db.query<{ count: number }>(sql`select count(*)::int as count from sms_links`);
  expect(links!.count).toBe(0);
});

test('a change of an older version is refused, and each change is in the audit log', async () => {
  const draft = await create('<mj-text>One</mj-text>');
  const contents = { de: content('<mj-text>Zwei</mj-text>') };
  expect((await change(draft, { contents })).body).toMatchObject({ version: 2 });
  const late = await change(draft, { contents });
  expect([late.status, late.code]).toEqual([409, 'conflict']);
  const latePublication = await publish(draft);
  expect(latePublication.code).toBe('conflict');
  const entries = await listAudit(ctx, tenant.id, { limit: 50, before: null });
  const actions = entries.filter(({ target }) => target.id === draft.id).map(({ action }) => action);
  expect(actions.sort()).toEqual(['message.changed', 'message.created']);
  expect((await change({ ...draft, version: 2 }, { contents: { en: null } })).code).toBe('validation_failed');
  const without = await change({ ...draft, version: 2 }, { contents: { de: null }, name: 'Renamed' });
  expect(without.body).toMatchObject({ name: 'Renamed', draft: { en: content('<mj-text>One</mj-text>') } });
});

test('a default message that is changed and published keeps its former text in the history', async () => {
  const shop = await newTenant();
  const as = <T>(method: string, path: string, body?: unknown) => call<T>(method, path, body, shop.apiKey);
  const { data } = (await as<{ data: { id: string; key: string; version: number }[] }>('GET', '/messages')).body;
  const { id, version } = data.find(({ key }) => key === 'welcome')!;
  const contents = { en: content('<mj-text>Ahoy</mj-text>', 'Ahoy') };
  const changed = (await as<MessageDetail>('PATCH', `/messages/${id}`, { version, contents })).body;
  await as('POST', `/messages/${id}/publish`, { version: changed.version });
  const versions = (await as<{ data: MessageVersion[] }>('GET', `/messages/${id}/versions`)).body.data;
  expect(versions.map(({ contents: { en } }) => en!.subject)).toEqual(['Ahoy', 'Welcome to {{ shop.name }}']);
  // The other languages stay.
  expect(Object.keys(versions[0]!.contents)).toHaveLength(10);
});

test('the messages of another shop are none of theirs', async () => {
  const other = await newTenant();
  const draft = await create('<mj-text>One</mj-text>');
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { version: 1, name: 'Mine' }],
    ['POST', '/publish', { version: 1 }],
    ['POST', '/preview', {}],
    ['POST', '/test', { to: 'a@example.com' }],
    ['GET', '/versions', undefined],
  ] as const) {
    expect((await call(method, `/messages/${draft.id}${path}`, body, other.apiKey)).code, path).toBe('not_found');
  }
});

test('a preview with a contact and the mail to them are the same but for links of their own (H4)', async () => {
  await putProducts(
    ctx,
    tenant.id,
    [
      {
        id: 'mug',
        title: 'Mug',
        url: 'https://shop.test/mug',
        price: 900,
        currency: 'USD',
        imageUrl: 'https://shop.test/m.jpg',
      },
    ],
    async () => {},
  );
  const anna = await newContact('Anna', 'de');
  await collect(ctx, tenant.server, [
    {
      id: name('event'),
      type: 'added_to_cart',
      email: anna.email,
      occurredAt: clock.now().toISOString(),
      properties: { productId: 'mug', quantity: 2 },
    },
  ]);
  await applyAll(ctx);
  const draft = await create(
    `<mj-text>Hi {{ contact.first_name | default: 'there' }}, {% if vip %}dear {% endif %}{{ code }}</mj-text>
     {% render 'product_grid', items: cart.items %}<mj-button href="{{ unsubscribe_url }}">Stop</mj-button>`,
    { category: 'transactional' },
  );
  await publish(draft);
  const variables = { vip: true, code: 'A1' };
  const shown = await preview(draft, { contact: anna.id, variables });
  const mail = (await send(draft, anna, variables))!;
  const withoutIds = (text: string) => text.replace(/k1\.[\w.-]+/g, 'TOKEN');
  expect(withoutIds(shown.html!)).toBe(withoutIds(mail.html));
  expect(withoutIds(shown.text!)).toBe(withoutIds(mail.text));
  expect(shown.subject).toBe(mail.subject);
  expect(shown.html).toContain('dear A1');
  expect(shown.html).toContain('2 × ');

  // The link in it unsubscribes no contact.
  const link = /https:\/\/beckon\.test(\/u\/[\w.-]+)/.exec(shown.html!)![1]!;
  await app.request(link, { method: 'POST' });
  const [{ count } = { count: 0 }] = await ctx.db.query<{ count: number }>(sql`
    select count(*)::int as count from suppressions where tenant_id = ${tenant.id}`);
  expect(count).toBe(0);

  // Without a contact it shows the fallbacks, and names in place of what has none.
  const nameless = await preview(draft);
  expect(nameless.text).toContain('Hi there, [code]');
  expect(nameless.findings.map(({ code, text }) => [code, text.split(' ')[0]])).toEqual([['unknown_variable', 'code']]);
  // With a contact whose cart is empty it says that the mail would not be sent.
  expect((await preview(draft, { contact: (await newContact(null)).id })).obstacle).toContain('The cart was empty');
});

test.each<[what: string, body: string, code: string, severity: string]>([
  ['a name without a fallback', '<mj-text>{{ contact.first_name }}</mj-text>', 'missing_fallback', 'warning'],
  ['a price without a fallback', '<mj-text>{{ viewed.items[9].price }}</mj-text>', 'missing_fallback', 'warning'],
  [
    'a field that no contact has',
    '<mj-text>{{ contact.frist_name | default: "x" }}</mj-text>',
    'unknown_variable',
    'warning',
  ],
  ['a link that runs a script', '<mj-text><a href="javascript:alert(1)">x</a></mj-text>', 'unsafe_link', 'error'],
  ['a link to nowhere', '<mj-button href="">x</mj-button><mj-text><a href="">x</a></mj-text>', 'dead_link', 'error'],
  ['a link without its scheme', '<mj-button href="www.shop.test">x</mj-button>', 'dead_link', 'error'],
  ['an image without a text', '<mj-image src="https://shop.test/a.png" />', 'image_without_text', 'warning'],
  ['a block that is not there', "{% render 'nothing' %}", 'template_fault', 'error'],
  ['Liquid that does not end', '<mj-text>{% if x %}</mj-text>', 'template_fault', 'error'],
  ['MJML that is not valid', '<mj-nothing>x</mj-nothing>', 'template_fault', 'error'],
])('%s is found when it is saved, and an error is not published', async (_, body, code, severity) => {
  const draft = await create(body);
  expect(draft.findings).toContainEqual(expect.objectContaining({ code, severity, language: 'en' }));
  expect(codes((await preview(draft)).findings)).toContain(code);
  expect((await publish(draft)).status).toBe(severity === 'error' ? 400 : 200);
});

test('nothing is found in the messages that a shop begins with', async () => {
  const { data } = (await call<{ data: { id: string; key: string; channel: string }[] }>('GET', '/messages')).body;
  for (const { id, key } of data.filter((one) => !/^message_/.test(one.key))) {
    expect((await call<MessageDetail>('GET', `/messages/${id}`)).body.findings, key).toEqual([]);
  }
});

test('a mail that Gmail would cut off is warned about with its size, and not held back (D12)', async () => {
  const { bytes: frame } = await preview(await create('<mj-text></mj-text>'));
  const ofSize = (bytes: number) => create(`<mj-text>${'x'.repeat(bytes - frame!)}</mj-text>`);
  const small = await ofSize(60_000);
  expect([(await preview(small)).bytes, small.findings]).toEqual([60_000, []]);
  const large = await ofSize(103_000);
  expect((await preview(large)).bytes).toBe(103_000);
  expect(large.findings).toEqual([
    {
      severity: 'warning',
      code: 'too_large',
      language: 'en',
      text: 'Gmail cuts it off before the end: 103,000 of 102,400 bytes',
    },
  ]);
  expect((await publish(large)).status).toBe(200);
});

test('a test goes to a user or to an address that the caller may choose, and counts as nothing (F7)', async () => {
  const draft = await create('<mj-text>Hi {{ contact.first_name | default: "there" }}</mj-text>');
  const anna = await newContact('Anna');
  const count = async () => (await listDeliveries(ctx, tenant.id, {}, { limit: 200, before: null })).length;
  const before = [await count(), sender.sent.length];
  const ask = (to: string, key?: string) => call('POST', `/messages/${draft.id}/test`, { to, contact: anna.id }, key);
  expect((await ask('agency@example.com')).status).toBe(202);
  await runReadyJobs(ctx);
  expect([await count(), sender.sent.length]).toEqual([before[0], before[1]! + 1]);
  const mail = sender.sent.at(-1)!;
  expect(mail.to.address).toBe('agency@example.com');
  expect(mail.text).toContain('Hi Anna');

  const writer = { name: 'Writer', value: 'ak_writer', scopes: ['messages.write'] as const };
  await saveApiKey(ctx, tenant.id, { ...writer, scopes: [...writer.scopes] });
  expect((await ask('agency@example.com', writer.value)).code).toBe('permission_denied');
  const owner = { tenantId: tenant.id, actor: { kind: 'command', id: null, name: 'test' } as const };
  await inviteUser(ctx, { ...owner, permissions: new Set(permissions) }, { email: 'Staff@shop.test', role: 'support' });
  expect((await ask('staff@shop.test', writer.value)).status).toBe(202);
  await suppress(ctx, tenant.id, 'email', 'complained@example.com', 'complained');
  expect((await ask('complained@example.com')).code).toBe('conflict');
  for (let n = 0; n < 60; n++) await ask('agency@example.com');
  expect((await ask('agency@example.com')).code).toBe('rate_limited');
});

test('blocks are shared, cannot contain each other, and stay while a message uses them', async () => {
  const put = (blocks: object[]) => call('PUT', '/message-blocks', { blocks });
  const signature = { name: 'signature', body: '<mj-text>Your {{ shop.name }}</mj-text>' };
  const outer = { name: 'outer', body: "<mj-text>Outer</mj-text>{% render 'signature' %}" };
  expect((await put([signature, outer])).status).toBe(200);
  const draft = await create("<mj-text>Hi</mj-text>{% render 'outer' %}", { category: 'transactional' });
  await publish(draft);
  const reader = await newContact('Anna');
  expect((await send(draft, reader))!.text).toMatch(/Hi\nOuter\nYour Shop/);
  // A change reaches messages that are published.
  await put([{ ...signature, body: '<mj-text>Bye</mj-text>' }, outer]);
  expect((await send(draft, reader))!.text).toMatch(/Hi\nOuter\nBye/);
  expect((await put([signature])).code).toBe('conflict');
  const cyclic = await put([{ ...signature, body: "{% render 'outer' %}" }, outer]);
  expect(cyclic.code).toBe('validation_failed');
  expect(JSON.stringify(cyclic.body)).toContain('the block signature contains itself: signature > outer > signature');
});

test.each<[string, object]>([
  ['a key that is taken', { key: 'welcome' }],
  ['a language that is the default and not there', { language: 'fr' }],
])('%s is refused', async (what, more) => {
  const given = { key: name('message'), name: 'Test', channel: 'email', category: 'marketing', ...more };
  const answer = await call('POST', '/messages', { ...given, contents: { en: content('<mj-text>x</mj-text>') } });
  expect(answer.code).toBe(what.startsWith('a key') ? 'conflict' : 'validation_failed');
});
