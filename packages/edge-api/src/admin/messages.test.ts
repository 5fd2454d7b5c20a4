import { sql } from '@beckon/core/db';
import { deliver, readDeliveries } from '@beckon/core/messages';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, post, get, codeOf, sender, newTenant } = await createTestApi();

const put = (path: string, body: unknown, key = tenant.apiKey) =>
  app.request(`/api/v1${path}`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
type Listed = { id: string; key: string; topic: string | null; languages: string[]; category: string };
const list = async () => ((await (await get('/api/v1/messages')).json()) as { data: Listed[] }).data;
const idOf = async (key: string) => (await list()).find((message) => message.key === key)!.id;
const topics = [
  { id: 'plants', name: 'Plants & pots', description: '' },
  { id: 'light', name: 'Light', description: '' },
];
await put('/topics', { topics });

/** Signs up with interests, confirms, and is sent the welcome. What became of it? */
async function welcome(email: string, interests: string[]): Promise<{ contactId: string; outcome: string | null }> {
  await post('/v1/subscribe', { email, interests, wordingVersion: 'v1', wording: 'News, please.' });
  await runReadyJobs(ctx);
  const { text } = sender.sent.findLast(({ to }) => to.address === email)!;
  await app.request(new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(text)![0]).pathname, { method: 'POST' });
  const [contact] = await ctx.db.query<{ id: string }>(sql`select id from contacts where email = ${email}`);
  const welcoming = { message: 'welcome', businessKey: `welcome/${contact!.id}` };
  await deliver(ctx, { tenantId: tenant.id, contactId: contact!.id, ...welcoming });
  await runReadyJobs(ctx);
  const [delivery] = (await readDeliveries(ctx, tenant.id, contact!.id)).filter(({ message }) => message === 'Welcome');
  return { contactId: contact!.id, outcome: delivery!.reason ?? delivery!.status };
}
const answers = async (contactId: string) =>
  Object.fromEntries(
    (
      await ctx.db.query<{ topic_id: string; is_wanted: boolean }>(sql`
        select topic_id, is_wanted from contact_topics where contact_id = ${contactId}`)
    ).map(({ topic_id, is_wanted }) => [topic_id, is_wanted]),
  );

test('every message is listed, with its languages', async () => {
  const messages = await list();
  expect(messages.find(({ key }) => key === 'welcome')).toMatchObject({ category: 'marketing', topic: null });
  for (const { languages } of messages) expect([languages[0], languages.length]).toEqual(['en', 10]);
});

test('an SMS tells how it is sent, with its opt-out link; of its languages, the one with the most segments', async () => {
  const messages = (await list()) as (Listed & { sms: object | null })[];
  const of = (key: string) => messages.find((message) => message.key === key)!.sms;
  // The Japanese and the Arabic one are in UCS-2.
  expect(of('sms_stopped')).toEqual({ alphabet: 'ucs2', segments: 2 });
  expect(of('welcome')).toBeNull();
});

test('a message with a topic does not go to who said no to it, and says why; its other readers get it', async () => {
  const answer = await put(`/messages/${await idOf('welcome')}/topic`, { topic: 'light' });
  expect(await answer.json()).toMatchObject({ key: 'welcome', topic: 'light' });
  expect((await list()).find(({ key }) => key === 'welcome')!.topic).toBe('light');
  expect((await welcome('nothing-said@example.com', [])).outcome).toBe('sent');

  // They said no before they signed up.
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values ('ctc_no', ${tenant.id}, 'no@example.com', ${ctx.clock.now()})`);
  await ctx.db.query(sql`
    insert into contact_topics (tenant_id, contact_id, topic_id, is_wanted, said_at)
    values (${tenant.id}, 'ctc_no', 'light', false, ${ctx.clock.now()})`);
  expect((await welcome('no@example.com', ['plants'])).outcome).toBe(
    'The contact does not want messages about this topic.',
  );
  expect(await answers('ctc_no')).toEqual({ light: false, plants: true });

  // A refusal is kept after the topic is removed, as long as the shopper cannot revoke it.
  await put('/topics', { topics: [topics[0]] });
  await ctx.db.query(sql`delete from deliveries where contact_id = 'ctc_no' and business_key like 'welcome/%'`);
  await ctx.db.query(
    sql`update sign_ups set requested_at = requested_at - interval '2 days' where contact_id = 'ctc_no'`,
  );
  expect((await welcome('no@example.com', [])).outcome).toContain('about this topic');
  await put('/topics', { topics });

  await put(`/messages/${await idOf('welcome')}/topic`, { topic: null });
  expect((await welcome('later@example.com', [])).outcome).toBe('sent');
});

test('an interest that matches a topic by id or name selects it, even if it was refused before; others are only facts', async () => {
  await put(`/messages/${await idOf('welcome')}/topic`, { topic: 'light' });
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values ('ctc_anew', ${tenant.id}, 'anew@example.com', ${ctx.clock.now()})`);
  await ctx.db.query(sql`
    insert into contact_topics (tenant_id, contact_id, topic_id, is_wanted, said_at)
    values (${tenant.id}, 'ctc_anew', 'light', false, ${ctx.clock.now()})`);
  const { contactId, outcome } = await welcome('anew@example.com', [' LIGHT ', 'plants & POTS', 'cooking']);
  expect(await answers(contactId)).toEqual({ light: true, plants: true });
  expect(outcome).toBe('sent');
});

test.each<[string, string, unknown, string]>([
  ['a topic that the shop has not', 'welcome', { topic: 'cooking' }, 'validation_failed'],
  ['a service message', 'back_in_stock', { topic: 'plants' }, 'conflict'],
  ['no message', 'x', { topic: 'plants' }, 'not_found'],
  ['no body', 'welcome', {}, 'validation_failed'],
])('%s is refused', async (_, key, body, code) => {
  const id = key === 'x' ? 'msg_x' : await idOf(key);
  expect(await codeOf(await put(`/messages/${id}/topic`, body))).toBe(code);
});

test('the messages of another shop are none of theirs', async () => {
  const other = await newTenant();
  const answer = await put(`/messages/${await idOf('welcome')}/topic`, { topic: null }, other.apiKey);
  expect(await codeOf(answer)).toBe('not_found');
});
