import { beforeEach, expect, test } from 'vitest';
import { changeStock, putProducts } from '../catalog/index.ts';
import { recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { explainFlow, followCatalog, installFlows, pauseFlow, readFlows, resumeFlow } from './index.ts';
import { createFlowWorld, day, hour } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant, sender } = context;
const world = createFlowWorld(context);
const { name, order, send, settle, pass, publish, runsOf, deliveriesTo, refusalsOf, contactOf } = world;
await settle();

/** Morning, so that nothing waits for daytime. */
beforeEach(() => clock.set('2027-05-03T10:00:00Z'));

const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_000, currency: 'EUR' };

const price = (tenant: TestTenant, amount: number) =>
  putProducts(ctx, tenant.id, [{ ...mug, price: amount }], followCatalog);
const stock = (tenant: TestTenant, quantity: number | null) =>
  changeStock(ctx, tenant.id, [{ productId: 'mug', quantity }], followCatalog);

async function shopWith(...live: string[]): Promise<TestTenant> {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id, live);
  await price(tenant, 1_000);
  await stock(tenant, 0);
  return tenant;
}

async function work(): Promise<void> {
  for (let rounds = 0; rounds < 3; rounds++) {
    await runReadyJobs(ctx);
    await settle();
  }
}

async function view(tenant: TestTenant, userId: string, productId = 'mug'): Promise<void> {
  await send(tenant, 'product_viewed', { userId, email: `${userId}@example.com` }, { productId });
}

async function agree(tenant: TestTenant, userId: string): Promise<void> {
  const entry = {
    contactId: await contactOf(tenant, userId),
    action: 'granted',
    source: 'newsletter',
    wordingVersion: 'v1',
    method: 'double_opt_in',
    evidence: {},
  } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { ...entry, type: 'email' },
      { ...entry, type: 'marketing' },
    ]),
  );
}

const flowOf = async (tenant: TestTenant, key: string): Promise<Id<'flw'>> =>
  (await readFlows(ctx, tenant.id)).find((flow) => flow.key === key)!.id;

const mailsTo = (userId: string) => sender.sent.filter(({ to }) => to.address === `${userId}@example.com`);

test('contacts who viewed a product and did not buy it are told that it costs less, once', async () => {
  const tenant = await shopWith('price_drop');
  await stock(tenant, 5);
  const [viewer, buyer, other] = [name('user'), name('user'), name('user')];
  await view(tenant, viewer);
  await view(tenant, buyer);
  await view(tenant, other, 'bowl');
  await send(tenant, 'placed_order', { userId: buyer }, { ...order(), items: [{ productId: 'mug' }] });
  await settle();
  await agree(tenant, viewer);
  clock.advance(hour);
  // Five percent are not enough.
  await price(tenant, 950);
  await work();
  expect(await runsOf(tenant, viewer)).toEqual([]);
  await price(tenant, 800);
  await work();
  expect(mailsTo(viewer).map(({ text }) => text)).toEqual([expect.stringContaining('€8.00')]);
  expect([await runsOf(tenant, buyer), await runsOf(tenant, other)]).toEqual([[], []]);

  // The job that died before it was noted as done runs again; the next drop comes too soon.
  await ctx.db.query(sql`delete from job_keys where kind = 'flow.price_drop'`);
  await ctx.db.query(sql`
    insert into jobs (id, tenant_id, kind, payload, priority, status, run_at, turn, created_at)
    select 'job_again', tenant_id, 'flow.price_drop', ${JSON.stringify({
      productId: 'mug',
      variantId: '',
      before: 950,
      after: 800,
      at: clock.now().toISOString(),
    })}::text::jsonb, 1, 'ready', ${clock.now()}, 1, ${clock.now()} from flows where tenant_id = ${tenant.id} limit 1`);
  await work();
  clock.advance(day);
  await price(tenant, 400);
  await work();
  expect(await runsOf(tenant, viewer)).toEqual(['finished: finished']);
  expect(await refusalsOf(tenant, viewer)).toEqual(['entered_before', 'too_soon']);
});

test('a price that rose again, or a product that sold out, before the message is sent is not announced', async () => {
  const tenant = await shopWith('price_drop');
  await stock(tenant, 5);
  const users = [name('user'), name('user')] as const;
  for (const [change, reason, userId] of [
    [() => price(tenant, 900), 'price_rose', users[0]],
    [() => stock(tenant, 0), 'sold_out', users[1]],
  ] as const) {
    clock.advance(1_000);
    await price(tenant, 1_000);
    await view(tenant, userId);
    await settle();
    await agree(tenant, userId);
    await price(tenant, 500);
    await runReadyJobs(ctx);
    await settle();
    expect(await deliveriesTo(tenant, userId)).toEqual(['price_drop due']);
    await change();
    await work();
    expect(await deliveriesTo(tenant, userId)).toEqual([`price_drop skipped: ${reason}`]);
  }
});

async function waitFor(tenant: TestTenant, userId: string): Promise<void> {
  await send(tenant, 'trial_started', { userId, email: `${userId}@example.com` });
  await settle();
  await ctx.db.query(sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
    select ${ctx.ids.newId('wle')}, ${tenant.id}, ${await contactOf(tenant, userId)}, 'mug', 'waiting', ${clock.now()},
      'infinity'`);
}

const statusOf = async (tenant: TestTenant, userId: string) => {
  const [entry] = await ctx.db.query<{ status: string }>(sql`
    select status from waitlist_entries where contact_id = ${await contactOf(tenant, userId)}`);
  return entry!.status;
};

test('while no flow for it is live, contacts go on waiting; after that they are told, and why can be asked', async () => {
  const tenant = await shopWith('back_in_stock');
  const userId = name('user');
  await waitFor(tenant, userId);
  const flowId = await flowOf(tenant, 'back_in_stock');
  await pauseFlow(ctx, tenant.id, flowId);
  await stock(tenant, 3);
  await work();
  expect([await statusOf(tenant, userId), await runsOf(tenant, userId)]).toEqual(['waiting', []]);
  await resumeFlow(ctx, tenant.id, flowId);
  await stock(tenant, 0);
  await stock(tenant, 3);
  await work();
  expect(await statusOf(tenant, userId)).toBe('notified');
  const [mail] = mailsTo(userId);
  expect(mail).toMatchObject({ subject: 'Back in stock: Mug' });
  expect(mail!.text).toContain('https://beckon.test/w/');
  expect(await explainFlow(ctx, tenant.id, await contactOf(tenant, userId), flowId)).toMatchObject({
    runs: [{ steps: [{ step: 'by_push' }, { step: 'mail' }], deliveries: [{ step: 'mail', status: 'sent' }] }],
  });
});

test('a restock does not let a contact enter who is still inside for the same sign-up', async () => {
  const tenant = await shopWith();
  const steps = [{ id: 'wait', kind: 'wait', amount: 2, unit: 'days' } as const];
  const mail = { id: 'mail', kind: 'send', message: 'back_in_stock' } as const;
  await publish(tenant, { trigger: { kind: 'restock' }, reentry: { rule: 'always' }, steps: [...steps, mail] });
  const userId = name('user');
  await waitFor(tenant, userId);
  for (let times = 0; times < 2; times++) {
    await stock(tenant, 3);
    await work();
    await stock(tenant, 0);
  }
  expect(await refusalsOf(tenant, userId)).toEqual(['inside']);
  await stock(tenant, 3);
  await pass(2 * day);
  await work();
  expect(mailsTo(userId)).toHaveLength(1);
});
