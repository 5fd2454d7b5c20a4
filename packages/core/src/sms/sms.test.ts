import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { readConsentHistory, readConsents, readSuppression, recordConsent, suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { deliver, dispatchDelivery, explainDelivery, readDeliveries } from '../messages/index.ts';
import { createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { listReceivedSms, receiveSms, stopSmsByLink } from './index.ts';
import { stopTexts } from './reply-words.ts';

const { ctx, clock, sms, newTenant } = await createTestContext({ maxConnections: 8 });
const tenant = await newTenant();
const evidence = { ipPrefix: null, userAgent: null, origin: null };

await ctx.db.query(sql`
  insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
  values (${ctx.ids.newId('msg')}, ${tenant.id}, 'sale', 'Sale', 'sms', 'marketing', '',
      'Hi {{ contact.first_name | default: "there" }}, 20% off today: https://shop.test/sale', ${clock.now()}),
    (${ctx.ids.newId('msg')}, ${tenant.id}, 'parcel', 'Parcel', 'sms', 'transactional', '',
      '{{ text | default: "Your parcel is on its way." }}', ${clock.now()})`);

beforeEach(() => {
  sms.sent.length = 0;
  sms.answer = () => ({ outcome: 'sent', vendorId: null });
});

let made = 0;
type Person = { id: Id<'ctc'>; phone: string };

async function newPerson(consents: readonly ('sms' | 'marketing')[] = ['sms', 'marketing']): Promise<Person> {
  const id = ctx.ids.newId('ctc');
  const phone = `+4915${String(10_000_000 + ++made)}`;
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, phone, created_at) values (${id}, ${tenant.id}, ${phone}, ${clock.now()})`);
  for (const type of consents) await say(id, type, 'granted');
  return { id, phone };
}

const say = (contactId: string, type: 'sms' | 'marketing', action: 'requested' | 'granted' | 'revoked') =>
  ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { contactId, type, action, source: 'web form', method: 'secret_key', wordingVersion: 'v1', evidence: {} },
    ]),
  );

async function send({ id }: Person, message = 'sale', variables: Record<string, unknown> = {}) {
  const businessKey = `test ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId: id, message, businessKey, variables });
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
    select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`);
  await dispatchDelivery(ctx, tenant.id, row!.id);
  return explainDelivery(ctx, tenant.id, row!.id);
}

const reply = ({ phone }: Person, text: string, vendorId = `vendor ${++made}`) =>
  receiveSms(ctx, tenant.id, { from: phone, to: '+15550100', text, vendorId, receivedAt: clock.now() });
/** Those of earlier tests included, of which one round does not take all. */
async function runAllJobs(): Promise<void> {
  while ((await runReadyJobs(ctx)).length > 0);
}

const smsState = async ({ id }: Person) =>
  (await readConsents(ctx, tenant.id, id)).find(({ type }) => type === 'sms')?.state ?? null;

test('an SMS is rendered as plain text with its opt-out link, which its segments include', async () => {
  const person = await newPerson();
  const sent = await send(person);
  expect(sms.sent).toEqual([
    {
      vendorKey: sent.id,
      to: person.phone,
      text: expect.stringMatching(
        /^Hi there, 20% off today: https:\/\/shop\.test\/sale\nOpt out: https:\/\/beckon\.test\/s\/[0-9a-z]{12}$/,
      ),
    },
  ]);
  expect(sent).toMatchObject({ status: 'sent', segments: 1 });
  // E4: 130 letters fit into one SMS, but not with the link.
  expect(await send(person, 'parcel', { text: 'a'.repeat(130) })).toMatchObject({ status: 'sent', segments: 2 });
});

test.each(['STOP', 'stop.', 'Stop. Thank you', 'STOPALL', 'OPTOUT', 'ARRÊT', 'please stop texting me'])(
  'E1: %s opts out: one confirmation, and no further SMS',
  async (text) => {
    const person = await newPerson();
    expect(await reply(person, text)).toBe('stop');
    await runAllJobs();
    expect(sms.sent.map((one) => one.text)).toEqual([expect.stringContaining('You will get no more text messages')]);
    expect(await reply(person, 'STOP')).toBe('stop');
    await runAllJobs();
    expect(sms.sent).toHaveLength(1);
    expect(await send(person)).toMatchObject({ status: 'skipped' });
    expect(await send(person, 'parcel')).toMatchObject({ status: 'skipped' });
    expect(await smsState(person)).toBe('revoked');
    expect(await readConsents(ctx, tenant.id, person.id)).toContainEqual(
      expect.objectContaining({ type: 'marketing', state: 'granted' }),
    );
  },
);

test('a confirmation that is late is not sent: by then it is a message that was not wanted', async () => {
  const person = await newPerson();
  await reply(person, 'STOP');
  clock.advance(11 * 60_000);
  await runAllJobs();
  expect(sms.sent).toEqual([]);
});

test('E2: a sentence with the word does not opt out and is shown to the shop; the trail gives the rule that matched', async () => {
  const person = await newPerson();
  expect(await reply(person, 'Does the 12 bus stop here?')).toBe('other');
  expect(await smsState(person)).toBe('granted');
  clock.advance(1);
  await reply(person, 'stpo');
  const page = { limit: 10, before: null };
  expect(await listReceivedSms(ctx, tenant.id, { contactId: person.id }, page)).toMatchObject([
    { text: 'stpo', intent: 'stop', rule: 'spelling', from: person.phone, contactId: person.id },
    { text: 'Does the 12 bus stop here?', intent: null, rule: null },
  ]);
  const [entry] = await readConsentHistory(ctx, tenant.id, person.id);
  expect(entry).toMatchObject({ type: 'sms', action: 'revoked', source: 'sms', method: 'stop_word' });
  const [kept] = await ctx.db.query<{ evidence: object }>(sql`
    select evidence from consent_evidence where contact_id = ${person.id} order by id desc limit 1`);
  expect(kept!.evidence).toMatchObject({ text: 'stpo', rule: 'spelling' });
});

test('E3: what the carrier blocks is not tried again, whatever a web form says, until START', async () => {
  const person = await newPerson();
  sms.answer = () => ({ outcome: 'blocked', reason: 'test: 21610' });
  expect(await send(person)).toMatchObject({ status: 'failed', reason: 'test: 21610' });
  sms.answer = () => ({ outcome: 'sent', vendorId: null });
  await say(person.id, 'sms', 'granted');
  expect(await smsState(person)).toBe('granted');
  const held = await send(person);
  expect(held).toMatchObject({
    status: 'skipped',
    reason: 'The carrier blocks messages to this number until its owner replies START.',
  });
  expect(held.checks[0]).toMatchObject({ check: 'suppression', isPassed: false });
  expect(sms.sent).toEqual([]);
  expect(await reply(person, 'START')).toBe('start');
  expect(await send(person)).toMatchObject({ status: 'sent' });
});

test('START undoes STOP; it grants nothing that was never granted, and lifts no complaint', async () => {
  const [stopped, stranger, angry] = [await newPerson(), await newPerson([]), await newPerson()];
  await reply(stopped, 'STOP');
  clock.advance(1);
  await reply(stopped, 'START');
  expect(await smsState(stopped)).toBe('granted');
  expect(await readSuppression(ctx, tenant.id, 'sms', stopped.phone)).toBeNull();
  await runAllJobs();
  expect(sms.sent.at(-1)!.text).toContain('You will get text messages from us again');
  expect(await send(stopped)).toMatchObject({ status: 'sent' });
  await reply(stranger, 'STOP');
  await reply(stranger, 'START');
  expect(await smsState(stranger)).toBe('revoked');
  await runAllJobs();
  expect(sms.sent.filter(({ to }) => to === stranger.phone).map(({ text }) => text)).toEqual([
    expect.stringContaining('You will get no more text messages'),
  ]);
  await suppress(ctx, tenant.id, 'sms', angry.phone, 'complained');
  // Revoked elsewhere, not by STOP: one word from the phone does not grant it again.
  await say(angry.id, 'sms', 'revoked');
  await reply(angry, 'START');
  expect(await smsState(angry)).toBe('revoked');
  expect(await readSuppression(ctx, tenant.id, 'sms', angry.phone)).toBe('complained');
});

test('a repeat of a text by the platform changes nothing', async () => {
  const person = await newPerson();
  await reply(person, 'STOP', 'the same');
  await reply(person, 'START');
  expect(await reply(person, 'STOP', 'the same')).toBe('repeated');
  expect(await smsState(person)).toBe('granted');
});

test('a text from an unknown number stops it, and belongs to the contact who has it later', async () => {
  const phone = `+4915${String(20_000_000 + ++made)}`;
  expect(await reply({ id: 'ctc_none', phone }, 'STOP')).toBe('stop');
  const person = await newPerson();
  await ctx.db.query(sql`update contacts set phone = ${phone} where id = ${person.id}`);
  expect(await send(person)).toMatchObject({ status: 'skipped' });
});

test('the link stops the number it was sent to, and leaves a new number alone', async () => {
  const person = await newPerson();
  await send(person);
  const code = sms.sent[0]!.text.split('/s/')[1]!;
  await ctx.db.query(sql`update contacts set phone = '+4915199999999' where id = ${person.id}`);
  await stopSmsByLink(ctx, code, evidence);
  expect(await readSuppression(ctx, tenant.id, 'sms', person.phone)).toBe('unsubscribed');
  expect(await smsState(person)).toBe('granted');
  await ctx.db.query(sql`update contacts set phone = ${person.phone} where id = ${person.id}`);
  await stopSmsByLink(ctx, code, evidence);
  expect(await smsState(person)).toBe('revoked');
  await reply(person, 'START');
  expect(await smsState(person)).toBe('granted');
  await expect(stopSmsByLink(ctx, '000000000000', evidence)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('Feature: marketing-automation, Property 21: an SMS goes only to contacts that have granted it', async () => {
  const entry = fc.tuple(
    fc.constantFrom<'sms' | 'marketing'>('sms', 'marketing'),
    fc.constantFrom<'requested' | 'granted' | 'revoked'>('requested', 'granted', 'revoked'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 5 }), fc.constantFrom('sale', 'parcel'), async (entries, message) => {
      const person = await newPerson([]);
      for (const [type, action] of entries) await say(person.id, type, action);
      sms.sent.length = 0;
      const { status } = await send(person, message);
      const decided = (wanted: string) =>
        entries.findLast(([type, action]) => type === wanted && action !== 'requested');
      const isGranted = (wanted: string) => decided(wanted)?.[1] === 'granted';
      const mayGo = isGranted('sms') && (message === 'parcel' || isGranted('marketing'));
      expect([status, sms.sent.length]).toEqual(mayGo ? ['sent', 1] : ['skipped', 0]);
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 22: every SMS has an opt-out link, and the link works', async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.integer({ min: 1_400, max: 1_800 }).map((length) => '😀'.repeat(length)),
    fc.constant('{{ opt_out_url }}'),
  );
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      const person = await newPerson();
      sms.sent.length = 0;
      await send(person, 'parcel', { text: given.replaceAll('\0', '').toWellFormed() });
      expect(sms.sent).toHaveLength(1);
      const sent = sms.sent[0]!.text;
      expect(sent.length).toBeLessThanOrEqual(1_600);
      expect(sent.isWellFormed()).toBe(true);
      const [, code] = /https:\/\/beckon\.test\/s\/([0-9a-z]{12})$/.exec(sent)!;
      await stopSmsByLink(ctx, code!, evidence);
      expect(await send(person)).toMatchObject({ status: 'skipped' });
    }),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 23: an opt-out by SMS suppresses the number at once, also for what is due', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(stopTexts).flat()),
      fc.constantFrom('', '.', '!', ' please', '\n'),
      fc.constantFrom<'sale' | 'parcel'>('sale', 'parcel'),
      async (text, after, message) => {
        const person = await newPerson();
        const businessKey = `due ${++made}`;
        await deliver(ctx, { tenantId: tenant.id, contactId: person.id, message, businessKey });
        await reply(person, `${text}${after}`);
        expect(await readSuppression(ctx, tenant.id, 'sms', person.phone)).toBe('unsubscribed');
        sms.sent.length = 0;
        await runAllJobs();
        const deliveries = await readDeliveries(ctx, tenant.id, person.id);
        expect(deliveries.map(({ message: name, status }) => [name, status]).sort()).toEqual(
          [
            ['SMS: stopped', 'sent'],
            [message === 'sale' ? 'Sale' : 'Parcel', 'skipped'],
          ].sort(),
        );
        expect(sms.sent.filter(({ to }) => to === person.phone)).toHaveLength(1);
      },
    ),
    { numRuns: runs(100) },
  );
}, 60_000);
