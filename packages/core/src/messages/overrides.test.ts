import type { MessageOverride } from '@beckon/contract';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { createOverride, deliver, previewMessage, queueTest } from './index.ts';

const { ctx, sender, newTenant } = await createTestContext();

/** A shop with a service mail in English and German. */
async function newShop(): Promise<{ tenant: TestTenant; messageId: Id<'msg'> }> {
  const tenant = await newTenant();
  const messageId = ctx.ids.newId('msg');
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, language, subject, preheader, body, updated_at)
    values (${messageId}, ${tenant.id}, 'note', 'Note', 'email', 'transactional', 'en', 'Hello', 'Soon', '<mj-text>Text</mj-text>', ${now})`);
  await ctx.db.query(sql`
    insert into message_translations (tenant_id, message_id, language, subject, preheader, body, updated_at)
    values (${tenant.id}, ${messageId}, 'de', 'Hallo', 'Bald', '<mj-text>Inhalt</mj-text>', ${now})`);
  return { tenant, messageId };
}

const override: MessageOverride = {
  subjects: { en: 'Hello {{ contact.first_name }}' },
  preheaders: { en: 'A preheader to test' },
  senderName: 'Anna of the shop',
};

async function send(tenant: TestTenant, language: string | null, given: MessageOverride | null) {
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, first_name, language, created_at)
    values (${contactId}, ${tenant.id}, ${`${contactId}@example.com`}, 'Ada', ${language}, ${ctx.clock.now()})`);
  const overrideId = given
    ? await ctx.db.transaction((tx) => createOverride({ ...ctx, db: tx }, tenant.id, given))
    : undefined;
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'note', businessKey: contactId, language, overrideId });
  await runReadyJobs(ctx);
  const { from, subject, html } = sender.sent.at(-1)!;
  return { from: from.name, subject, html };
}

test('a delivery shows what its override changes, in the languages that it names; all else is that of the message', async () => {
  const { tenant } = await newShop();
  const plain = await send(tenant, 'en', null);
  expect(plain).toMatchObject({ subject: 'Hello', html: expect.stringContaining('Soon') });
  const english = await send(tenant, 'en', override);
  expect(english).toMatchObject({ from: 'Anna of the shop', subject: 'Hello Ada' });
  expect(english.html).toContain('A preheader to test');
  expect(english.html).not.toContain('Soon');
  const german = await send(tenant, 'de', override);
  expect(german).toMatchObject({ from: 'Anna of the shop', subject: 'Hallo', html: expect.stringContaining('Bald') });
  const subjectOnly = await send(tenant, 'de', { subjects: { de: 'Servus' } });
  expect(subjectOnly).toMatchObject({ from: plain.from, subject: 'Servus', html: expect.stringContaining('Inhalt') });
});

test('previews and test messages show the same', async () => {
  const { tenant, messageId } = await newShop();
  const request = { version: 'published' as const, variables: { contact: { first_name: 'Ada' } }, override };
  const preview = await previewMessage(ctx, tenant.id, messageId, request);
  expect(preview.html).toContain('A preheader to test');
  expect((await previewMessage(ctx, tenant.id, messageId, { ...request, language: 'de' })).subject).toBe('Hallo');
  await queueTest(ctx, tenant.id, { messageId, to: 'anna@shop.test', request });
  await runReadyJobs(ctx);
  expect(sender.sent.at(-1)).toMatchObject({ from: { name: 'Anna of the shop' }, subject: preview.subject });
});
