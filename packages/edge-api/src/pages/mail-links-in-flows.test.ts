import type { Count, FlowDetail, GivenFlowDefinition, MessageDetail, Segment } from '@beckon/contract';
import { recordConsent } from '@beckon/core/consent';
import { consumers, membershipListeners } from '@beckon/core/consumers';
import { findOrCreateByEmail, verifyEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { advanceRuns } from '@beckon/core/flows';
import { decideFetches } from '@beckon/core/messages';
import type { OutgoingEmail } from '@beckon/core/ports';
import { keepMemberships } from '@beckon/core/segments';
import { applyAll, runReadyJobs } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

/** What flows and segments see of opens and clicks, over HTTP; the workers do what they do anyway. */
const { app, ctx, clock, tenant, sender, deps } = await createTestApi();
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36';
const minute = 60_000;

const call = async <T>(method: string, path: string, body?: object, key = tenant.apiKey): Promise<T> => {
  const answer = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBeLessThan(300);
  return (await answer.json()) as T;
};

async function work(milliseconds = 0): Promise<void> {
  await deps.fetches.flush(ctx);
  clock.advance(milliseconds);
  await decideFetches(ctx);
  for (let rounds = 0; rounds < 3; rounds++) {
    for (const consumer of consumers) await applyAll(ctx, consumer);
    await keepMemberships(ctx, membershipListeners);
    while ((await advanceRuns(ctx)) > 0);
    await runReadyJobs(ctx);
  }
}

const eight = `<mj-text>${Array.from({ length: 8 }, (_, n) => `<a href="https://shop.test/${n}">x</a>`).join(' ')}</mj-text>`;

async function publishMail(key: string): Promise<void> {
  const contents = { en: { subject: key, preheader: '', body: eight } };
  const message = await call<MessageDetail>('POST', '/messages', {
    ...{ key, name: key, channel: 'email', category: 'marketing', contents },
  });
  await call('POST', `/messages/${message.id}/publish`, { version: message.version });
}

async function publishFlow(name: string, definition: GivenFlowDefinition): Promise<string> {
  const flow = await call<FlowDetail>('POST', '/flows', { name, definition });
  await call('POST', `/flows/${flow.id}/publish`, { version: flow.version });
  await work();
  return flow.id;
}

/** Contacts who want marketing, and cause the event that a flow begins with. */
async function enter(names: readonly string[], type: string): Promise<void> {
  for (const name of names) {
    const contactId = await findOrCreateByEmail(ctx, tenant.id, `${name}@example.com`);
    await verifyEmail(ctx, tenant.id, contactId, { firstName: name, language: null });
    await ctx.db.transaction((tx) =>
      recordConsent(
        { ...ctx, db: tx },
        tenant.id,
        (['email', 'marketing'] as const).map((consent) => ({
          ...{ contactId, type: consent, action: 'granted' as const, source: 'test', method: 'form', evidence: {} },
          wordingVersion: null,
        })),
      ),
    );
  }
  const events = names.map((name) => ({
    ...{ id: `${type} ${name}`, type, email: `${name}@example.com`, occurredAt: clock.now().toISOString() },
  }));
  await call('POST', '/events', { events }, tenant.secretKey);
  await work();
}

const mailTo = (name: string): OutgoingEmail => sender.sent.findLast(({ to }) => to.address === `${name}@example.com`)!;
const linksOf = ({ html }: OutgoingEmail) => [...html.matchAll(/href="([^"]*\/l\/[^"]*)"/g)].map(([, link]) => link!);
const pixelOf = ({ html }: OutgoingEmail) => /src="([^"]*\/o\/[^"]*)"/.exec(html)![1]!;
const ask = (url: string) => app.request(new URL(url).pathname, { headers: { 'user-agent': chrome } });
const tierOf = async (name: string) =>
  (
    await ctx.db.query<{ tier: string | null }>(sql`
      select properties ->> 'tier' as tier from contacts where email = ${`${name}@example.com`}`)
  )[0]!.tier;

const set = (id: string, tier: string) => ({ id, kind: 'update_contact' as const, properties: { tier } });

beforeAll(async () => {
  await ctx.db.query(sql`update tenants set weekly_cap = 50 where id = ${tenant.id}`);
  for (const key of ['mail_a', 'mail_b', 'mail_c']) await publishMail(key);
});

test('“opened the mail” is true for those who opened either of its variations (B5)', async () => {
  await publishFlow('Two variations', {
    version: 1,
    trigger: { kind: 'event', events: [{ event: 'quiz_taken' }] },
    steps: [
      {
        id: 'half',
        kind: 'split',
        parts: [
          { weight: 1, steps: [{ id: 'a', kind: 'send', message: 'mail_a' }] },
          { weight: 1, steps: [{ id: 'b', kind: 'send', message: 'mail_b' }] },
        ],
      },
      {
        id: 'opened',
        kind: 'wait_for',
        event: 'message_opened',
        conditions: [{ property: 'message', comparison: { operator: 'in', values: ['mail_a', 'mail_b'] } }],
        within: { amount: 2, unit: 'days' },
        yes: [set('yes', 'opened')],
        no: [set('no', 'silent')],
      },
    ],
  });
  const names = Array.from({ length: 11 }, (_, n) => `reader${n}`);
  await enter(names, 'quiz_taken');
  const subjects = new Set(names.map((name) => mailTo(name).subject));
  expect(subjects).toEqual(new Set(['mail_a', 'mail_b']));
  await work(minute);
  const [silent, ...readers] = names;
  for (const name of readers) await ask(pixelOf(mailTo(name)));
  await work(minute);
  for (const name of readers) expect(await tierOf(name), name).toBe('opened');
  expect(await tierOf(silent!)).toBeNull();
  await work(3 * 24 * 60 * minute);
  expect(await tierOf(silent!)).toBe('silent');
});

test('a scanner moves no contact along the path of those who clicked, nor into a segment; a person does (D16)', async () => {
  const { id } = await call<Segment>('POST', '/segments', {
    name: 'Clicked',
    definition: { version: 1, filter: { kind: 'message', action: 'clicked' } },
  });
  const members = async () => (await call<Count>('GET', `/segments/${id}/count`)).value;
  await publishFlow('Clicks', {
    version: 1,
    trigger: { kind: 'event', events: [{ event: 'guide_read' }] },
    steps: [
      { id: 'mail', kind: 'send', message: 'mail_c' },
      {
        ...{ id: 'clicked', kind: 'wait_for', event: 'message_clicked', within: { amount: 2, unit: 'days' } },
        ...{ yes: [set('yes', 'clicked')], no: [] },
      },
    ],
  });
  await enter(['zoe'], 'guide_read');
  const links = linksOf(mailTo('zoe')).slice(0, 8);
  clock.advance(5_000);
  for (const link of links) {
    clock.advance(300);
    await ask(link);
  }
  await work(10 * minute);
  expect([await tierOf('zoe'), await members()]).toEqual([null, 0]);
  clock.advance(5 * minute);
  await ask(links[2]!);
  await work(20_000);
  expect([await tierOf('zoe'), await members()]).toEqual(['clicked', 1]);
});
