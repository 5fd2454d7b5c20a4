import type { MessageDetail, MessagePreview, MessageVersion, Problem } from '@beckon/contract';
import { listAudit } from '@beckon/core/audit';
import { recordConsent } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { deliver } from '@beckon/core/messages';
import { runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { call, ctx, tenant, sender } = await createTestApi();

let made = 0;
const links = ['https://shop.test/a', 'https://shop.test/b?utm_campaign=own', 'https://other.test/'];
const body = `<mj-text>${links.map((link) => `<a href="${link}">x</a>`).join(' ')}</mj-text>`;
const given = (more: object) => ({
  ...{ key: `mail_${++made}`, name: 'News', channel: 'email', category: 'marketing' },
  ...{ contents: { en: { subject: 'News', preheader: '', body } } },
  ...more,
});
const create = async (more: object = {}) => (await call<MessageDetail>('POST', '/messages', given(more))).body;
const change = async ({ id, version }: MessageDetail, utm: unknown) =>
  (await call<MessageDetail>('PATCH', `/messages/${id}`, { version, utm })).body;
const publish = async ({ id, version }: MessageDetail) =>
  (await call<MessageDetail>('POST', `/messages/${id}/publish`, { version })).body;
const preview = async ({ id }: MessageDetail, request: object = {}) =>
  (await call<MessagePreview>('POST', `/messages/${id}/preview`, request)).body;

let contactId: Awaited<ReturnType<typeof findOrCreateByEmail>>;
beforeAll(async () => {
  await ctx.db.query(sql`
    update tenants set weekly_cap = 90, tracks_clicks = false, tracks_opens = false where id = ${tenant.id}`);
  contactId = await findOrCreateByEmail(ctx, tenant.id, 'anna@example.com');
  const granted = { contactId, action: 'granted', source: 'test', method: 'form', wordingVersion: null } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...granted, type: 'email', evidence: {} },
      { ...granted, type: 'marketing', evidence: {} },
    ]),
  );
});

async function send({ key }: MessageDetail) {
  await deliver(ctx, { tenantId: tenant.id, contactId, message: key, businessKey: `occasion ${++made}` });
  await runReadyJobs(ctx);
  return sender.sent.at(-1)!;
}
/** The addresses of the links to shop.test and other.test. */
const linksOf = ({ html }: { html: string | null }) =>
  [...html!.matchAll(/<a href="(https:\/\/(?:shop|other)\.test[^"]*)"/g)].map(([, url]) =>
    url!.replaceAll('&amp;', '&'),
  );
const sentLinks = async (utm: unknown) => linksOf(await send(await publish(await create({ utm }))));

test('a message states its own parameters; what it leaves out is as the settings say', async () => {
  const stated = { campaign: 'Spring & Sale', content: 'header', term: 'red mug' };
  const rest = 'utm_term=red%20mug&utm_content=header';
  expect(await sentLinks(stated)).toEqual([
    `https://shop.test/a?utm_source=beckon&utm_medium=email&utm_campaign=Spring%20%26%20Sale&${rest}`,
    `https://shop.test/b?utm_campaign=own&utm_source=beckon&utm_medium=email&${rest}`,
    'https://other.test/',
  ]);
  expect(await sentLinks(false)).toEqual(links);
});

test('where the settings add none, a message has those that it states', async () => {
  await call('PATCH', '/settings', { addsUtm: false });
  expect(await sentLinks({ medium: 'newsletter' })).toEqual([
    'https://shop.test/a?utm_medium=newsletter',
    'https://shop.test/b?utm_campaign=own&utm_medium=newsletter',
    'https://other.test/',
  ]);
  expect(await sentLinks({})).toEqual(links);
  await call('PATCH', '/settings', { addsUtm: true });
});

test('they are part of the draft, of what is published, and of the history', async () => {
  const first = await publish(await create({ utm: { campaign: 'one' } }));
  expect(first).toMatchObject({ publishedUtm: { campaign: 'one' }, draft: null, draftUtm: null });
  const draft = await change(first, { campaign: 'two' });
  expect(draft).toMatchObject({ draftUtm: { campaign: 'two' }, draft: first.published });
  expect(linksOf(await send(draft))[0]).toContain('utm_campaign=one');
  const late = await call<Problem>('PATCH', `/messages/${first.id}`, { version: first.version, utm: false });
  expect(late.status).toBe(409);

  const shown = await preview(draft, { contact: contactId });
  expect(linksOf(await preview(draft, { version: 'published' }))[0]).toContain('utm_campaign=one');
  const second = await publish(draft);
  const mail = await send(second);
  const withoutIds = (text: string) => text.replace(/k1\.[\w.-]+/g, 'id');
  expect(withoutIds(mail.html)).toBe(withoutIds(shown.html!));
  expect(withoutIds(mail.text)).toBe(withoutIds(shown.text!));
  expect(linksOf(mail)[0]).toContain('utm_campaign=two');

  // A change of the text keeps them, and the way back to the settings is one call.
  const renamed = await call<MessageDetail>('PATCH', `/messages/${first.id}`, {
    ...{ version: second.version, contents: { en: { subject: 'Other', preheader: '', body } } },
  });
  expect(renamed.body.draftUtm).toEqual({ campaign: 'two' });
  await publish(await change(renamed.body, {}));
  const { data } = (await call<{ data: MessageVersion[] }>('GET', `/messages/${first.id}/versions`)).body;
  expect(data.map(({ utm }) => utm)).toEqual([{}, { campaign: 'two' }, { campaign: 'one' }]);
  const summaries = (await listAudit(ctx, tenant.id, { limit: 50, before: null })).map(({ summary }) => summary);
  expect(summaries).toContain('UTM parameters of News: from "utm_campaign=one" to "utm_campaign=two"');
});

test.each<[what: string, utm: unknown, path: string, more?: object]>([
  ['Liquid', { campaign: '{{ contact.first_name }}' }, 'utm.campaign'],
  ['a tag of Liquid', { term: '{% if x %}' }, 'utm.term'],
  ['a line break', { source: 'a\nb' }, 'utm.source'],
  ['an empty value', { medium: ' ' }, 'utm.medium'],
  ['a long value', { content: 'x'.repeat(101) }, 'utm.content'],
  ['another name', { id: 'x' }, 'id'],
  ['a word', 'none', 'utm'],
  ['a transactional message', { campaign: 'x' }, 'utm', { category: 'transactional' }],
  ['an SMS', { campaign: 'x' }, 'utm', { channel: 'sms' }],
])('%s is refused', async (_, utm, path, more = {}) => {
  const answer = await call<Problem>('POST', '/messages', given({ utm, ...more }));
  expect(answer.status).toBe(400);
  expect(answer.body.errors!.map((error) => error.path)[0]).toContain(path);
});
