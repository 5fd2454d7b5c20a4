import type { DeliveryExplanation } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { deliver } from '@beckon/core/messages';
import { runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, post, get, sender, newTenant, clock } = await createTestApi();

type Listed = { data: { id: string; message: string; status: string; contactId: string }[]; nextCursor: string | null };
const list = async (query = '') => (await (await get(`/api/v1/deliveries${query}`)).json()) as Listed;
const why = async (id: string) => (await (await get(`/api/v1/deliveries/${id}/why`)).json()) as DeliveryExplanation;

let anna: string;

/** Sends the welcome message once more, and tells the id of the delivery. */
async function welcomeAgain(contactId: string, key: string): Promise<string> {
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'welcome', businessKey: key });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: string }>(
    sql`select id from deliveries where tenant_id = ${tenant.id} and business_key = ${key}`,
  );
  return row!.id;
}

beforeAll(async () => {
  const email = 'anna@example.com';
  await post('/v1/subscribe', { email, wordingVersion: 'v1', wording: 'News, please.' });
  await runReadyJobs(ctx);
  const { text } = sender.sent.findLast(({ to }) => to.address === email)!;
  await app.request(new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(text)![0]).pathname, { method: 'POST' });
  await runReadyJobs(ctx);
  const [contact] = await ctx.db.query<{ id: string }>(sql`select id from contacts where email = ${email}`);
  anna = contact!.id;
  await welcomeAgain(anna, 'one');
});

test('why a message was sent: each check with what it found', async () => {
  const sent = (await list(`?contact=${anna}&status=sent`)).data;
  const welcome = sent.find(({ message }) => message === 'Welcome');
  const explained = await why(welcome!.id);
  expect(explained).toMatchObject({ status: 'sent', origin: { kind: 'system' }, contactId: anna });
  expect(explained.summary).toMatch(
    /^It passed all checks and was sent at \d{4}-\d\d-\d\d \d\d:\d\d UTC, with version 1 of “welcome”\.$/,
  );
  expect(explained).toMatchObject({ messageKey: 'welcome', messageVersion: 1 });
  expect(explained.checks.map(({ check, isPassed }) => [check, isPassed])).toEqual([
    ['suppression', true],
    ['consent', true],
    ['marketing', true],
    ['limit', true],
  ]);
  expect(explained.checks[1]!.text).toMatch(
    /^The contact granted consent to email: entry \d+ of the consent ledger\.$/,
  );
});

test('why a message waits: the limit, until when, and that it goes out then', async () => {
  await welcomeAgain(anna, 'two');
  await welcomeAgain(anna, 'three');
  const fourth = await welcomeAgain(anna, 'four');
  const waiting = await why(fourth);
  expect(waiting).toMatchObject({ status: 'due', messageVersion: null });
  expect(waiting.summary).toMatch(/^It waits until .+ UTC, and is checked again then\. The contact has reached/);
  expect(waiting.checks.find(({ check }) => check === 'limit')).toEqual({
    check: 'limit',
    isPassed: false,
    text: 'In the seven days before, the contact got 3 of at most 3 marketing messages.',
  });
  clock.set(waiting.waitsUntil!);
  await runReadyJobs(ctx);
  expect(await why(fourth)).toMatchObject({ status: 'sent', waitsUntil: null });
});

test('why a message was not sent: the contact unsubscribed', async () => {
  const { text } = sender.sent.findLast(({ to }) => to.address === 'anna@example.com')!;
  await app.request(new URL(/https:\/\/\S+\/u\/[\w.-]+/.exec(text)![0]).pathname, { method: 'POST' });
  const skipped = await why(await welcomeAgain(anna, 'after'));
  expect(skipped.messageVersion).toBeNull();
  expect(skipped.summary).toMatch(/^It was not sent\. The address is suppressed/);
  expect(skipped.checks.filter(({ isPassed }) => !isPassed).map(({ check }) => check)).toEqual(
    expect.arrayContaining(['suppression', 'consent', 'marketing']),
  );
});

test('deliveries are listed newest first, in pages, and each shop sees its own', async () => {
  const all = (await list('?limit=200')).data;
  expect(all.length).toBeGreaterThan(4);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Listed = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    paged.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all.map(({ id }) => id));
  expect((await list('?channel=sms')).data).toEqual([]);
  expect((await get('/api/v1/deliveries?status=lost')).status).toBe(400);

  const other = await newTenant();
  const asOther = (path: string) => app.request(path, { headers: { authorization: `Bearer ${other.apiKey}` } });
  expect((await asOther(`/api/v1/deliveries/${all[0]!.id}/why`)).status).toBe(404);
  expect(((await (await asOther('/api/v1/deliveries')).json()) as Listed).data).toEqual([]);
});
