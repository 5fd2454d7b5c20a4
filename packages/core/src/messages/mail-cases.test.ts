import { beforeAll, expect, test } from 'vitest';
import { recordConsent } from '../consent/index.ts';
import { findOrCreateByEmail, verifyEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { unsubscribe } from '../newsletter/index.ts';
import type { OutgoingEmail } from '../ports/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { createMessage, deliver, publishMessage, readDeliveries } from './index.ts';

const { ctx, newTenant, sender } = await createTestContext();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

let made = 0;
async function newContact(firstName: string | null, language: string | null = null): Promise<Id<'ctc'>> {
  const id = await findOrCreateByEmail(ctx, tenant.id, `reader${++made}@example.com`);
  await verifyEmail(ctx, tenant.id, id, { firstName, language });
  return id;
}

/** Publishes a message and sends it. @returns the mail; undefined if there is none */
async function send(
  contactId: Id<'ctc'>,
  body: string,
  category: 'transactional' | 'marketing' = 'transactional',
): Promise<OutgoingEmail | undefined> {
  const key = `case_${++made}`;
  const contents = { en: { subject: 'Case', preheader: '', body } };
  const { id } = await createMessage(ctx, tenant.id, {
    ...{ key, name: 'Case', channel: 'email', category, language: 'en', contents, utm: {} },
  });
  await publishMessage(ctx, tenant.id, id, 1);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: key, businessKey: key });
  const before = sender.sent.length;
  await runReadyJobs(ctx);
  return sender.sent[before];
}

test('after an unsubscribe, service mails go out without marketing headers and marketing is skipped (D3)', async () => {
  const contactId = await newContact('Anna');
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
  const marketing = await send(contactId, '<mj-text>News</mj-text>', 'marketing');
  expect(Object.keys(marketing!.headers)).toEqual(['List-Unsubscribe', 'List-Unsubscribe-Post']);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, contactId), 'link', {
    ipPrefix: null,
    userAgent: null,
    origin: null,
  });
  const service = await send(contactId, '<mj-text>Your order</mj-text>');
  expect(service!.headers).toEqual({});
  expect(await send(contactId, '<mj-text>News</mj-text>', 'marketing')).toBeUndefined();
  const [{ category } = { category: '' }] = await ctx.db.query<{ category: string }>(sql`
    select category from messages where tenant_id = ${tenant.id} and key = 'cart_recovery'`);
  expect(category).toBe('marketing');
  const statuses = (await readDeliveries(ctx, tenant.id, contactId)).map(({ status }) => status);
  expect(statuses.sort()).toEqual(['sent', 'sent', 'skipped']);
});

test('a value in a link is encoded once, and shown as it is in the text (D8)', async () => {
  const contactId = await newContact('M&M’s');
  const mail = await send(
    contactId,
    `<mj-button href="https://shop.test/hi?n={{ contact.first_name | default: 'x' }}&amp;m={{ contact.first_name | url_encode }}">Hi</mj-button>
     <mj-text>{{ contact.first_name }} <a href="https://shop.test/hi?n={{ contact.first_name }}">x</a></mj-text>`,
  );
  const links = [...mail!.html.matchAll(/href="(https:\/\/shop\.test\/hi[^"]*)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&'),
  );
  expect(links).toEqual([
    'https://shop.test/hi?n=M%26M%E2%80%99s&m=M%26M%E2%80%99s',
    'https://shop.test/hi?n=M%26M%E2%80%99s',
  ]);
  expect(mail!.html).toContain('M&amp;M’s <a');
  expect(mail!.text).toContain('M&M’s');
});

test('the text part has no markup, each link as its address, the opt-out link and the postal address (D10)', async () => {
  const contactId = await newContact('Anna');
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
  const mail = await send(
    contactId,
    `<mj-text><style>.a { color: red }</style>Hello&nbsp;you, <b>look</b> at <a href="https://shop.test/a?b=1&amp;c=2">this</a></mj-text>
     <mj-button href="https://shop.test/b">There</mj-button>`,
    'marketing',
  );
  const { text } = mail!;
  expect(text).not.toMatch(/<\/?\w|&nbsp;|color:|\{/);
  for (const part of ['look at this', 'https://shop.test/a?b=1&c=2', 'https://shop.test/b', '1 Harbor Street']) {
    expect(text).toContain(part);
  }
  expect(text).toContain(/<(.*)>/.exec(mail!.headers['List-Unsubscribe']!)![1]!);
});

test('a mail runs in the direction of its language, and a phone number stays in order (D11)', async () => {
  const contents = Object.fromEntries(
    ['en', 'de', 'ar'].map((language) => [
      language,
      { subject: 'Call', preheader: '', body: '<mj-text>☎ +49 30 123 45 67 ☎</mj-text>' },
    ]),
  );
  const { id } = await createMessage(ctx, tenant.id, {
    ...{ key: 'call', name: 'Call', channel: 'email', category: 'transactional', language: 'en', contents, utm: {} },
  });
  await publishMessage(ctx, tenant.id, id, 1);
  for (const [language, direction] of [
    ['ar', 'rtl'],
    ['de', 'ltr'],
  ] as const) {
    const contactId = await newContact(null, language);
    await deliver(ctx, { tenantId: tenant.id, contactId, message: 'call', businessKey: `call ${language}` });
    await runReadyJobs(ctx);
    const { html } = sender.sent.at(-1)!;
    expect(html).toMatch(new RegExp(`<html lang="${language}" dir="${direction}"`));
    if (direction === 'rtl') expect(html).toContain('<span dir="ltr">+49 30 123 45 67</span>');
    else expect(html).not.toContain('rtl');
  }
});
