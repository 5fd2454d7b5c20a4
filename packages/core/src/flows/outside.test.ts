import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { addUser, saveUser } from '../access/index.ts';
import { sql } from '../db/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { completeErasures, createTestContext, runReadyJobs } from '../testing/index.ts';
import { pauseFlow, readRun, resumeFlow } from './index.ts';
import { createFlowWorld, day, hour } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant, sender, webhooks } = context;
const { name, send, settle, publish, contactOf } = createFlowWorld(context);
await settle();

beforeEach(() => {
  webhooks.posted.length = 0;
  webhooks.answer = () => ({ outcome: 'answered', status: 200 });
});

const trigger = { kind: 'event' as const, events: [{ event: 'trial_started' }] };
const hook = { id: 'hook', kind: 'webhook', url: 'https://shop.test/hooks' } as const;

const runOf = async (flowId: string) => {
  const [run] = await ctx.db.query<{ id: `run_${string}` }>(sql`select id from flow_runs where flow_id = ${flowId}`);
  return run!.id;
};

test('a webhook tells who the contact is and what happened, and the run says what became of it', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger, exits: [], steps: [hook] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` }, { plan: 'gold' });
  await settle();
  webhooks.answer = () => ({ outcome: 'answered', status: 500 });
  await runReadyJobs(ctx);
  const text = async () => (await readRun(ctx, tenant.id, await runOf(flow.id))).steps.map((step) => step.text);
  expect(await text()).toEqual(['The webhook was not delivered yet, and is tried again: HTTP 500.']);
  webhooks.answer = () => ({ outcome: 'answered', status: 200 });
  clock.advance(hour);
  await runReadyJobs(ctx);
  expect(await text()).toEqual(['The webhook was delivered: HTTP 200.']);
  const [first, second] = webhooks.posted;
  const page = await readFile(new URL('../../../../docs/marketing/flows.md', import.meta.url), 'utf8');
  const documented = JSON.parse(page.match(/```json\n(\{\s*"type": "flow.step"[\s\S]*?)```/)![1]!);
  const pathsOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null && !path.endsWith('.properties')
      ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, `${path}.${key}`))
      : [path];
  expect(pathsOf(JSON.parse(first!.body))).toEqual(expect.arrayContaining(pathsOf(documented)));
  expect(second!.body).toBe(first!.body);
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(JSON.parse(first!.body)).toEqual({
    type: 'flow.step',
    timestamp: expect.any(String),
    data: {
      flow: { id: flow.id, name: flow.name },
      run: { id: await runOf(flow.id) },
      step: 'hook',
      contact: expect.objectContaining({ userId, email: `${userId}@example.com` }),
      trigger: expect.objectContaining({ kind: 'event', event: 'trial_started' }),
    },
  });
});

test('a webhook that never arrives is given up, and the run says so', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger, exits: [], steps: [hook] });
  await send(tenant, 'trial_started', { userId: name('user') });
  await settle();
  webhooks.answer = () => ({ outcome: 'failed', reason: 'took too long' });
  for (let attempts = 0; attempts < 20; attempts++) {
    await runReadyJobs(ctx);
    clock.advance(day);
  }
  const { steps, status } = await readRun(ctx, tenant.id, await runOf(flow.id));
  expect([status, steps[0]!.text]).toEqual(['finished', 'The webhook was not delivered: took too long.']);
});

test('a paused flow calls no webhook, and none is called for an erased contact', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, { trigger, exits: [], steps: [hook] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  await pauseFlow(ctx, tenant.id, flow.id);
  await runReadyJobs(ctx);
  expect(webhooks.posted).toEqual([]);
  await requestErasure(ctx, tenant.id, await contactOf(tenant, userId), 'api_key');
  await completeErasures(ctx, clock);
  await resumeFlow(ctx, tenant.id, flow.id);
  clock.advance(hour);
  await runReadyJobs(ctx);
  expect(webhooks.posted).toEqual([]);
});

test('users with a role get a mail, at most 30 an hour for each flow; others get none', async () => {
  const tenant = await newTenant();
  const shared = { tenantId: tenant.id, name: 'Support', passwordHash: 'x' };
  const email = `${tenant.id}@team.test`;
  await saveUser(ctx, { ...shared, email, role: 'support' });
  await saveUser(ctx, { ...shared, email: `owner-${email}`, role: 'owner' });
  await addUser(ctx, tenant.id, { email: `invited-${email}`, role: 'support' });
  const notify = { id: 'tell', kind: 'notify_user', role: 'support', text: 'A trial has started' } as const;
  const flow = await publish(tenant, { trigger, exits: [], steps: [notify] });
  sender.sent.length = 0;
  const users = Array.from({ length: 40 }, () => name('user'));
  for (const userId of users) await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` });
  await settle();
  for (let rounds = 0; rounds < 3; rounds++) await runReadyJobs(ctx);
  expect(sender.sent).toHaveLength(30);
  expect(new Set(sender.sent.map(({ to }) => to.address))).toEqual(new Set([email]));
  expect(sender.sent[0]).toMatchObject({ subject: 'A trial has started', text: expect.stringContaining(flow.name) });
  clock.advance(hour);
  for (let rounds = 0; rounds < 3; rounds++) await runReadyJobs(ctx);
  expect(sender.sent).toHaveLength(40);
  expect(new Set(sender.sent.map(({ text }) => text)).size).toBe(40);
});

test('a contact cannot write HTML or headers into the mail to a user', async () => {
  const tenant = await newTenant();
  await saveUser(ctx, {
    tenantId: tenant.id,
    name: 'Owner',
    passwordHash: 'x',
    email: `${tenant.id}@team.test`,
    role: 'owner',
  });
  await publish(tenant, {
    trigger,
    exits: [],
    steps: [{ id: 'tell', kind: 'notify_user', role: 'owner', text: 'Look\r\nBcc: x' }],
  });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  await ctx.db.query(sql`update contacts set first_name = '<img src=x>' where tenant_id = ${tenant.id}`);
  sender.sent.length = 0;
  await runReadyJobs(ctx);
  expect(sender.sent[0]!.html).not.toContain('<img');
  expect(sender.sent[0]!.subject).toBe('Look Bcc: x');
});
