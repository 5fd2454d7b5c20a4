import { describe, expect, test } from 'vitest';
import { findOrCreateByEmail, verifyEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { directionOf, languages } from '../lib/index.ts';
import { createTestContext, runReadyJobs } from '../testing/index.ts';
import { installDefaultMessages } from './default-messages.ts';
import { deliver } from './deliver.ts';
import { readDueDelivery } from './due-delivery.ts';
import { renderEmail } from './render.ts';
import { messageTexts } from './texts/index.ts';

const { ctx, newTenant, sender } = await createTestContext();
const tenant = await newTenant();
const links = { confirm_url: 'https://x.test/c', block_url: 'https://x.test/n', leave_url: 'https://x.test/l' };
const item = { title: 'Mug', url: 'https://x.test/mug', price: '1', image_url: 'https://x.test/mug.png' };
const list = { items: [{ ...item, quantity: 2 }] };
const variables = {
  ...links,
  ...{ cart: list, viewed: list, recommended: list, best_sellers: list, order: { id: 'A-1', ...list } },
  keep_url: 'https://x.test/k',
  change_url: 'https://x.test/e',
  preferences_url: 'https://x.test/p',
  first_name: 'Anna',
  product_title: 'Mug',
  product: item,
};

let made = 0;
/** Creates a delivery and renders it as it would be sent. */
async function render(
  message: string,
  language: string | null,
  { contactLanguage = null, firstName = 'Anna' }: { contactLanguage?: string | null; firstName?: string | null } = {},
) {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, `reader${++made}@example.com`);
  await verifyEmail(ctx, tenant.id, contactId, { firstName, language: contactLanguage });
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey: `${made}`, variables, language });
  const [row] = await ctx.db.query<{ id: string }>(sql`select id from deliveries where business_key = ${`${made}`}`);
  return renderEmail(ctx, (await readDueDelivery(ctx, tenant.id, row!.id))!);
}

const mails = (
  await ctx.db.query<{ key: string }>(sql`
    select key from messages where tenant_id = ${tenant.id} and channel = 'email' order by key`)
).map(({ key }) => key);

describe.each(languages)('in %s', (language) => {
  test('every mail that a shop starts with is whole: language, direction, links, and nothing left to fill in', async () => {
    for (const key of mails) {
      const mail = await render(key, language);
      expect(mail.html, key).toContain(`lang="${language}" dir="${directionOf(language)}"`);
      expect(mail.html, key).not.toContain(`direction:${directionOf(language) === 'rtl' ? 'ltr' : 'rtl'}`);
      for (const text of [mail.subject, mail.text]) expect(text, key).not.toMatch(/[{}]|undefined|<\/?\w+>/);
      // Each image has a text.
      expect(mail.html.match(/<img(?![^>]* alt="[^"]+")[^>]*>/g), key).toBeNull();
      if (language !== 'en') expect(mail.subject, key).not.toBe((await render(key, 'en')).subject);
    }
    const welcome = await render('welcome', language);
    const { unsubscribe, preferences, welcomePreheader } = messageTexts[language];
    for (const words of [unsubscribe, preferences, welcomePreheader]) expect(welcome.html).toContain(words);
    // Email apps show the preheader after the subject; the text begins with the shop.
    expect(welcome.text).toMatch(/^\s*Shop 1\n/);
  });

  test('a missing first name takes a fallback in every mail', async () => {
    for (const key of mails) {
      const nameless = await render(key, language, { firstName: null });
      for (const text of [nameless.subject, nameless.text]) {
        expect(text, key).not.toMatch(/[{}]|undefined|\bnull\b| [,!،]|^[,!،]/m);
      }
      expect(nameless.text, key).toContain('1 Harbor Street');
    }
    const [named, nameless] = [
      await render('birthday', language),
      await render('birthday', language, { firstName: null }),
    ];
    expect(named.text).toContain('Anna');
    expect(nameless.text).not.toContain('Anna');
    expect(nameless.text).toContain(messageTexts[language].birthdayTitle);
  });
});

test.each<[string, string | null, string | null, string]>([
  ['the occasion first', 'de-AT', 'fr', 'Willkommen bei'],
  ['then the contact', null, 'FR_ca', 'Bienvenue chez'],
  ['then its own', null, null, 'Welcome to'],
  ['its own where it has no other', 'sv', 'fr', 'Welcome to'],
])('a message speaks the language of %s', async (_, occasion, contact, words) => {
  expect((await render('welcome', occasion, { contactLanguage: contact })).subject).toContain(words);
});

test('unconfirmed contacts get messages in the language of their form', async () => {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, 'unconfirmed@example.com');
  await ctx.db.query(sql`
    insert into sign_ups (id, tenant_id, contact_id, source_id, language, wording_version, evidence, address_hash, requested_at)
    values ('sgn_1', ${tenant.id}, ${contactId}, ${tenant.browser.id}, 'ja', '', '{}', '', ${ctx.clock.now()})`);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'preferences_link', businessKey: 'ja', variables });
  // A hundred at a time, and the tests above left more than that.
  while ((await runReadyJobs(ctx)).length > 0);
  expect(sender.sent.find(({ to }) => to.address === 'unconfirmed@example.com')!.subject).toContain('配信設定');
});

test('a message rewritten by the shop gets none of our translations', async () => {
  const other = await newTenant();
  await ctx.db.query(sql`delete from message_translations where tenant_id = ${other.id}`);
  await ctx.db.query(sql`update messages set subject = 'Ahoy' where tenant_id = ${other.id} and key = 'welcome'`);
  await installDefaultMessages(ctx, other.id);
  const rows = await ctx.db.query<{ key: string; count: number }>(sql`
    select m.key, count(x)::int from messages m left join message_translations x on x.message_id = m.id
    where m.tenant_id = ${other.id} group by m.key order by m.key`);
  for (const { key, count } of rows) expect(count, key).toBe(key === 'welcome' ? 0 : languages.length - 1);
});
