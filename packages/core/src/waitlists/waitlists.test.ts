import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { changeStock, putProducts } from '../catalog/index.ts';
import { listContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { advanceRuns, followCatalog, installFlows, runWave } from '../flows/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { confirmWaitlist, keepWaiting, leaveWaitlist } from './confirm.ts';
import { expireWaitlistEntries } from './expiry.ts';
import { joinWaitlist } from './join.ts';
import { readWaitlistEntries } from './read-entries.ts';
import { waves } from './waves.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const [minute, day] = [60_000, 24 * 60 * 60_000];
const evidence = { ipPrefix: null, userAgent: null, origin: null };

beforeEach(() => {
  sender.sent.length = 0;
});

const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_299, currency: 'EUR', quantity: 0 };

async function newShop(): Promise<TestTenant> {
  const tenant = await newTenant();
  await installFlows(ctx, tenant.id);
  await putProducts(ctx, tenant.id, [mug], followCatalog);
  return tenant;
}

const ask = (tenant: TestTenant, email: string, more: object = {}) =>
  joinWaitlist(
    ctx,
    tenant.browser,
    { email, productId: 'mug', wordingVersion: 'v1', wording: 'Tell me.', ...more },
    evidence,
  );
const tokens = (text: string) => [...text.matchAll(/https:\/\/beckon\.test\/w\/([\w.-]+)/g)].map((match) => match[1]!);
const mailsTo = (email: string) => sender.sent.filter(({ to }) => to.address === email);

/** Asks and uses the link of the mail. */
async function join(tenant: TestTenant, email: string, more: object = {}): Promise<void> {
  await ask(tenant, email, more);
  await runReadyJobs(ctx);
  await confirmWaitlist(ctx, tokens(mailsTo(email).at(-1)!.text)[0]!);
}

async function statusOf(tenant: TestTenant, email: string): Promise<string | undefined> {
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  return (await readWaitlistEntries(ctx, tenant.id, contact!.id))[0]?.status;
}

/** Lets time pass in steps of a minute, with a worker that runs due jobs. */
async function pass(minutes: number): Promise<void> {
  for (let step = 0; step <= minutes; step++) {
    while ((await runReadyJobs(ctx)).length > 0 || (await advanceRuns(ctx)) > 0);
    if (step < minutes) clock.advance(minute);
  }
}
const stock = (tenant: TestTenant, quantity: number | null) =>
  changeStock(ctx, tenant.id, [{ productId: 'mug', quantity }], followCatalog);

test('an address is confirmed by mail; then a restock message contains the catalog’s data', async () => {
  const tenant = await newShop();
  await ask(tenant, 'anna@example.com');
  expect(await statusOf(tenant, 'anna@example.com')).toBe('pending');
  await runReadyJobs(ctx);
  const [question] = mailsTo('anna@example.com');
  expect(question).toMatchObject({ subject: 'Please confirm your alert for Mug' });
  await confirmWaitlist(ctx, tokens(question!.text)[0]!);
  await confirmWaitlist(ctx, tokens(question!.text)[0]!);
  expect(await statusOf(tenant, 'anna@example.com')).toBe('waiting');

  await stock(tenant, 4);
  await pass(0);
  const [, mail] = mailsTo('anna@example.com');
  expect(mail).toMatchObject({ subject: 'Back in stock: Mug' });
  expect(mail!.text).toContain('€12.99');
  expect(mail!.html).toContain('https://shop.test/mug');
  await leaveWaitlist(ctx, tokens(mail!.text)[0]!);
  expect(await statusOf(tenant, 'anna@example.com')).toBe('left');
});

test('an unconfirmed entry gets no message, and is removed', async () => {
  const tenant = await newShop();
  await ask(tenant, 'victim@example.com');
  await stock(tenant, 4);
  await pass(60);
  expect(mailsTo('victim@example.com').map(({ subject }) => subject)).toEqual(['Please confirm your alert for Mug']);
  clock.advance(7 * day);
  await expireWaitlistEntries(ctx);
  expect(await statusOf(tenant, 'victim@example.com')).toBe('expired');
});

test('a link confirms the requests of its own browser only', async () => {
  const tenant = await newShop();
  const anonymousId = 'hers';
  await ask(tenant, 'anna@example.com', { anonymousId });
  clock.advance(1_000);
  await ask(tenant, 'anna@example.com', { anonymousId });
  for (const entryRequest of [
    { productId: 'bowl', anonymousId },
    { productId: 'vase', anonymousId: 'a stranger' },
    { productId: 'jug' },
  ]) {
    clock.advance(1_000);
    await ask(tenant, 'anna@example.com', entryRequest);
  }
  await runReadyJobs(ctx);
  expect(mailsTo('anna@example.com')).toHaveLength(3);
  await confirmWaitlist(ctx, tokens(mailsTo('anna@example.com')[0]!.text)[0]!);
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: 'anna', limit: 1, before: null });
  expect(await readWaitlistEntries(ctx, tenant.id, contact!.id)).toMatchObject([
    { productId: 'jug', status: 'pending' },
    { productId: 'vase', status: 'pending' },
    { productId: 'bowl', status: 'waiting' },
    { productId: 'mug', status: 'waiting' },
  ]);
});

test('an address gets three questions a day and six in thirty days', async () => {
  const tenant = await newShop();
  const sentOn: number[] = [];
  for (let today = 0; today < 5; today++) {
    for (const productId of ['mug', 'bowl', 'vase', 'jug', 'pan']) await ask(tenant, 'anna@example.com', { productId });
    const before = sentOn.length;
    await runReadyJobs(ctx);
    for (const _ of mailsTo('anna@example.com').slice(before)) sentOn.push(today);
    clock.advance(day);
  }
  expect(sentOn).toEqual([0, 0, 0, 1, 1, 1]);
});

test('posting again changes nothing about an entry that waits: not its place, its count or its end', async () => {
  const tenant = await newShop();
  await join(tenant, 'anna@example.com');
  await stock(tenant, 4);
  await pass(0);
  const entry = () =>
    ctx.db.query(sql`
      select * from waitlist_entries where tenant_id = ${tenant.id} and status in ('waiting', 'notified')`);
  const before = await entry();
  expect(before).toMatchObject([{ status: 'notified', messages: 1 }]);
  clock.advance(2 * day);
  for (let times = 0; times < 3; times++) await ask(tenant, 'anna@example.com', { anonymousId: 'a stranger' });
  expect(await entry()).toEqual(before);
  // The owner's own click does: after a notification, they join at the end of the queue again.
  await runReadyJobs(ctx);
  await confirmWaitlist(ctx, tokens(mailsTo('anna@example.com').at(-1)!.text)[0]!);
  expect(await entry()).toMatchObject([{ status: 'waiting', messages: 0 }]);
});

test('strangers who type an address fifty times do not lock its owner out', async () => {
  const tenant = await newShop();
  for (let number = 0; number < 60; number++) {
    await ask(tenant, 'anna@example.com', { productId: `p${number}`, anonymousId: `stranger ${number % 3}` });
  }
  clock.advance(day);
  sender.sent.length = 0;
  await ask(tenant, 'anna@example.com', { anonymousId: 'hers' });
  await runReadyJobs(ctx);
  await confirmWaitlist(ctx, tokens(mailsTo('anna@example.com').at(-1)!.text)[0]!);
  const waiting = await ctx.db.query(
    sql`select product_id from waitlist_entries where tenant_id = ${tenant.id} and status = 'waiting'`,
  );
  expect(waiting).toEqual([{ product_id: 'mug' }]);
});

test('in the browser that confirmed the address, the next entry needs no mail; in another it does', async () => {
  const tenant = await newShop();
  await join(tenant, 'anna@example.com', { anonymousId: 'hers' });
  await applyAll(ctx);
  clock.advance(1_000);
  await ask(tenant, 'anna@example.com', { productId: 'bowl', anonymousId: 'hers' });
  expect(await statusOf(tenant, 'anna@example.com')).toBe('waiting');
  clock.advance(1_000);
  await ask(tenant, 'anna@example.com', { productId: 'vase', anonymousId: 'of somebody else' });
  expect(await statusOf(tenant, 'anna@example.com')).toBe('pending');
});

test('as many contacts are notified at a time as there are pieces, in the order of their entries', async () => {
  const tenant = await newShop();
  const people = Array.from({ length: 7 }, (_, index) => `p${index}@example.com`);
  for (const person of people) {
    await join(tenant, person);
    clock.advance(1_000);
  }
  sender.sent.length = 0;
  await stock(tenant, 2);
  const told: string[][] = [];
  for (let wave = 0; wave < 4; wave++) {
    await pass(0);
    told.push(
      sender.sent
        .splice(0)
        .map(({ to }) => to.address)
        .toSorted(),
    );
    clock.advance(10 * minute);
  }
  expect(told).toEqual([people.slice(0, 2), people.slice(2, 4), people.slice(4, 6), people.slice(6)]);
});

test('if it sells out meanwhile, the others are not notified and keep their place', async () => {
  const tenant = await newShop();
  for (const person of ['first@example.com', 'second@example.com']) {
    await join(tenant, person);
    clock.advance(1_000);
  }
  sender.sent.length = 0;
  await stock(tenant, 1);
  await pass(0);
  await stock(tenant, 0);
  await pass(60);
  expect(sender.sent.map(({ to }) => to.address)).toEqual(['first@example.com']);
  expect(await statusOf(tenant, 'second@example.com')).toBe('waiting');

  await stock(tenant, 5);
  await pass(0);
  // Both are of one wave: which of them leaves first is chance.
  expect(
    sender.sent
      .slice(1)
      .map(({ to }) => to.address)
      .toSorted(),
  ).toEqual(['first@example.com', 'second@example.com']);
});

test('a message that is on its way when it sells out is not sent', async () => {
  const tenant = await newShop();
  await join(tenant, 'anna@example.com');
  sender.sent.length = 0;
  await stock(tenant, 1);
  // The wave alone: its message is due, and the next look at the stock is the gate's.
  expect(await runWave(ctx, tenant.id, { productId: 'mug', variantId: '', restock: 1, wave: 0 })).toEqual({ taken: 1 });
  await advanceRuns(ctx);
  await stock(tenant, 0);
  await pass(0);
  expect(sender.sent).toEqual([]);
  const reasons = await ctx.db.query(sql`
    select reason from deliveries where tenant_id = ${tenant.id} and origin ->> 'kind' = 'flow'`);
  expect(reasons).toEqual([{ reason: 'sold_out' }]);
  expect(await statusOf(tenant, 'anna@example.com')).toBe('waiting');
});

test('after three messages without a purchase it is enough', async () => {
  const tenant = await newShop();
  await join(tenant, 'anna@example.com');
  sender.sent.length = 0;
  for (let times = 0; times < 5; times++) {
    await stock(tenant, 1);
    await pass(0);
    await stock(tenant, 0);
  }
  expect(sender.sent).toHaveLength(3);
  expect(await statusOf(tenant, 'anna@example.com')).toBe('expired');
});

test('a contact who has waited long is asked to renew, and removed without an answer', async () => {
  const tenant = await newShop();
  await join(tenant, 'keeps@example.com');
  await join(tenant, 'silent@example.com');
  sender.sent.length = 0;
  clock.advance(90 * day);
  await expireWaitlistEntries(ctx);
  await pass(0);
  for (const email of ['keeps@example.com', 'silent@example.com'])
    expect(mailsTo(email).map(({ subject }) => subject)).toEqual(['Are you still interested in Mug?']);
  await keepWaiting(ctx, tokens(mailsTo('keeps@example.com')[0]!.text)[0]!);
  clock.advance(14 * day);
  await expireWaitlistEntries(ctx);
  expect(await statusOf(tenant, 'keeps@example.com')).toBe('waiting');
  expect(await statusOf(tenant, 'silent@example.com')).toBe('expired');
});

test('links of one kind do nothing of another, and nothing for another shop', async () => {
  const tenant = await newShop();
  await join(tenant, 'anna@example.com');
  const [token] = tokens(mailsTo('anna@example.com')[0]!.text);
  for (const use of [leaveWaitlist, keepWaiting])
    await expect(use(ctx, token!)).rejects.toMatchObject({ code: 'token_invalid' });
  await expect(confirmWaitlist(ctx, `${token}x`)).rejects.toMatchObject({ code: 'token_invalid' });
});

/** Contacts that wait for the mug. */
async function fillWaitlist(tenant: { id: string }, people: number): Promise<void> {
  const deadline = 60_000;
  await ctx.db.query(
    sql`
      insert into contacts (id, tenant_id, email, created_at)
      select 'ctc_' || ${tenant.id} || n, ${tenant.id}, n || '@' || ${tenant.id}, ${clock.now()}
      from generate_series(1, ${people}::int) n`,
    { deadline },
  );
  await ctx.db.query(
    sql`
      insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
      select 'wle_' || id, tenant_id, id, 'mug', 'waiting', created_at, ${new Date(clock.now().getTime() + day)}
      from contacts where tenant_id = ${tenant.id}`,
    { deadline },
  );
}

test('Feature: marketing-automation, Property 33: Back in stock → whole waitlist notified ≤ 1 h (19.3)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      async (people, quantity) => {
        const tenant = await newShop();
        sender.sent.length = 0;
        await fillWaitlist(tenant, people);
        await stock(tenant, quantity);
        // Looked at every ten minutes, the last time ten minutes before the hour is over.
        for (let minutes = 0; minutes < 60; minutes += 10) {
          await pass(0);
          clock.advance(10 * minute);
        }
        const told = sender.sent.map(({ to }) => to.address).filter((address) => address.endsWith(tenant.id));
        expect(told).toHaveLength(people);
        expect(new Set(told).size).toBe(people);
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

test('10,000 contacts are notified within the hour, in the order of their entries, however few pieces there are', async () => {
  const tenant = await newShop();
  await fillWaitlist(tenant, 10_000);
  await stock(tenant, 40);
  const told: number[] = [];
  for (let wave = 0; ; wave++) {
    const { taken: now } = await runWave(ctx, tenant.id, { productId: 'mug', variantId: '', restock: 1, wave });
    told.push(now);
    if (told.length === waves.last + 1) break;
    clock.advance(waves.every);
  }
  expect(told).toEqual([40, 40, 40, 40, 40, 9_800]);
  while ((await advanceRuns(ctx)) > 0);
  expect(waves.last * waves.every).toBeLessThan(60 * minute);
  expect(
    await ctx.db.query(sql`
      select count(*)::int as due, count(distinct contact_id)::int as people from deliveries
      where tenant_id = ${tenant.id} and status = 'due' and origin ->> 'kind' = 'flow'`),
  ).toEqual([{ due: 10_000, people: 10_000 }]);
}, 120_000);

test('Feature: marketing-automation, Property 34: Purchase removes from that product’s waitlist (19.5)', async () => {
  const products = fc.uniqueArray(fc.constantFrom<string>('mug', 'bowl', 'vase', 'jug'), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(products, products, fc.boolean(), async (watched, bought, isByUser) => {
      const tenant = await newShop();
      await collect(ctx, tenant.server, [{ id: 'a', type: 'identified', userId: 'u', email: 'anna@example.com' }]);
      await applyAll(ctx);
      const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 1, before: null });
      for (const productId of watched) {
        await ask(tenant, 'anna@example.com', { productId, variantId: 'blue', anonymousId: 'hers' });
      }
      const order = { orderId: '1', total: 1, currency: 'EUR', items: bought.map((productId) => ({ productId })) };
      const person = isByUser ? { userId: 'u' } : { email: 'Anna@example.com' };
      await collect(ctx, tenant.server, [{ id: 'b', type: 'placed_order', ...person, properties: order }]);
      // What a browser says is no purchase.
      await collect(ctx, tenant.browser, [
        {
          id: 'c',
          type: 'placed_order',
          ...person,
          properties: { ...order, orderId: '2', items: watched.map((productId) => ({ productId })) },
        },
      ]);
      await applyAll(ctx);
      const entries = await readWaitlistEntries(ctx, tenant.id, contact!.id);
      expect(entries).toHaveLength(watched.length);
      for (const { productId, status } of entries)
        expect([productId, status]).toEqual([productId, bought.includes(productId) ? 'purchased' : 'pending']);
    }),
    { numRuns: 100 },
  );
}, 120_000);
