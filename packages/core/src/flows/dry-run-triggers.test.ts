import { beforeEach, expect, test, vi } from 'vitest';
import { changeStock, putProducts } from '../catalog/index.ts';
import { suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { changeSegment, createSegment, readSegment } from '../segments/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { dryRunFlow, followCatalog, startFlowRun } from './index.ts';
import { createHistory, type Done } from './testing/live-and-dry.ts';
import { day, hour, minute } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, clock, newTenant } = context;
const history = createHistory(context);
const { name, order, settle, publish, work, passFor, act, person, revoke, live, dry, snapshot } = history;
await settle();

// Each plays days of a shop, with all its work, twice.
vi.setConfig({ testTimeout: 120_000 });

/** Later than the migration that keeps changes of the catalog. */
let month = 0;
beforeEach(() => clock.set(`${2027 + ++month}-02-24T06:00:00Z`));

const mail = (id: string, message = 'welcome') => ({ id, kind: 'send' as const, message });
const wait = (id: string, amount: number, unit: 'minutes' | 'hours' | 'days' = 'hours') =>
  ({ id, kind: 'wait' as const, amount, unit }) as const;

/** The dry run says what happened, twice the same, and leaves every table of the database as it is. */
async function compare(tenant: TestTenant, flowId: Id<'flw'>, days?: number): Promise<Done> {
  const real = await live(tenant, flowId);
  const before = await snapshot();
  const { result, ...played } = await dry(tenant, flowId, days);
  expect(played).toEqual(real);
  expect(result).toMatchObject({ entered: real.runs.length, contacts: { played: result.contacts.found } });
  clock.advance(-minute);
  expect((await dry(tenant, flowId, days)).result).toEqual(result);
  expect(await snapshot()).toEqual(before);
  return real;
}

const endings = ({ runs }: Done) => runs.map(({ endReason }) => endReason).sort();
const outcomes = ({ messages }: Done) => messages.map((line) => line.split(' ').slice(4, 5)[0]).sort();

async function know(contactId: Id<'ctc'>, properties: object): Promise<void> {
  await ctx.db.query(sql`
    update contacts set properties = properties || ${JSON.stringify(properties)}::text::jsonb where id = ${contactId}`);
}

test('a day of the year: in the time zone of the shop, 29 February, days before, reasons of the gate, an order in between', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set timezone = 'America/New_York' where id = ${tenant.id}`);
  const flow = await publish(tenant, {
    trigger: { kind: 'anniversary', property: 'birthday', daysBefore: 1, at: '09:00' },
    steps: [mail('wish'), wait('night', 12), mail('again')],
  });
  const birthdays = ['02-25', '02-28', '02-29', '03-01', '03-02', '07-07'];
  const people: Id<'ctc'>[] = [];
  for (const date of birthdays) {
    const contactId = await person(tenant, name('user'), date === '03-01' ? [] : ['email']);
    await know(contactId, { birthday: `1992-${date}` });
    people.push(contactId);
  }
  const buyer = name('buyer');
  await know(await person(tenant, buyer), { birthday: '1990-02-28' });
  await passFor(49 * hour);
  await revoke(tenant, people[4]!);
  await passFor(51 * hour);
  await act(tenant, buyer, 'placed_order', order());
  await passFor(25 * hour);
  // Too late for this year.
  const late = await person(tenant, name('user'));
  await know(late, { birthday: '1992-02-27' });
  await passFor(2 * day);
  const real = await compare(tenant, flow.id, 20);
  expect(real.runs).toHaveLength(6);
  expect(new Set(real.runs.map(({ enteredAt }) => enteredAt.slice(11)))).toEqual(new Set(['14:00:00.000Z']));
  expect(real.messages.join('\n')).toContain('has not granted consent');
});

test('a time since the last order: each order starts it anew', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, {
    trigger: { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 2, unit: 'days' } },
    reentry: { rule: 'always' },
    steps: [mail('ask'), wait('day', 1, 'days'), mail('again')],
  });
  const [often, once, never] = [name('user'), name('user'), name('user')];
  for (const userId of [often, once, never]) await person(tenant, userId);
  await act(tenant, once, 'placed_order', order());
  for (const pause of [0, 12, 60, 20, 80]) {
    await passFor(pause * hour + 7 * minute);
    await act(tenant, often, 'placed_order', order());
    await work();
  }
  await passFor(80 * hour);
  const real = await compare(tenant, flow.id);
  expect(real.runs).toHaveLength(4);
  expect(endings(real)).toContain('An event happened that ends the flow.');
});

test.each(['entered', 'left'] as const)('contacts that %s a segment, as it was noted', async (change) => {
  const tenant = await newTenant();
  const goldIs = (value: string) => ({
    version: 1 as const,
    filter: { kind: 'property' as const, property: 'plan', comparison: { operator: 'equals' as const, value } },
  });
  const segment = await createSegment(ctx, tenant.id, { name: 'Gold', description: '', definition: goldIs('gold') });
  await work();
  const flow = await publish(tenant, {
    trigger: { kind: 'segment', segment: segment.id, change },
    reentry: { rule: 'after', after: { amount: 5, unit: 'hours' } },
    steps: [mail('hello'), wait('w', 2), mail('more')],
  });
  const [one, two, three] = [name('user'), name('user'), name('user')];
  const ids = [await person(tenant, one), await person(tenant, two), await person(tenant, three, [])];
  const plan = async (userId: string, value: string) => {
    await act(tenant, userId, 'contact_updated', { plan: value });
    await work();
  };
  for (const userId of [one, two, three]) await plan(userId, 'gold');
  await passFor(1 * hour + 7 * minute);
  await plan(one, 'none');
  await act(tenant, two, 'placed_order', order());
  await passFor(1 * hour + 7 * minute);
  await plan(one, 'gold');
  await passFor(6 * hour + 7 * minute);
  for (const userId of [one, two, three]) await plan(userId, 'none');
  await passFor(1 * hour + 7 * minute);
  await plan(two, 'gold');
  // A changed filter is a change of members as well.
  const { version } = await readSegment(ctx, tenant.id, segment.id);
  await changeSegment(ctx, tenant.id, segment.id, { version, definition: goldIs('none') });
  await passFor(7 * hour + 7 * minute);
  const real = await compare(tenant, flow.id);
  expect(new Set(real.runs.map(({ contactId }) => contactId))).toEqual(new Set(ids));
  expect(real.refused).not.toEqual([]);
  const { limits } = (await dry(tenant, flow.id)).result;
  expect(limits).toEqual(
    expect.arrayContaining([
      expect.stringContaining('The segment Gold exists since'),
      expect.stringContaining('was last changed on'),
    ]),
  );
});

const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', currency: 'EUR' };

test('back in stock: wave by wave as there are pieces, and sold out again before it is sent', async () => {
  const tenant = await newTenant();
  await putProducts(ctx, tenant.id, [{ ...mug, price: 1_000 }], followCatalog);
  const stock = (quantity: number | null, variantId?: string) =>
    changeStock(ctx, tenant.id, [{ productId: 'mug', quantity, ...(variantId ? { variantId } : {}) }], followCatalog);
  await stock(0);
  await stock(0, 'blue');
  const flow = await publish(tenant, {
    trigger: { kind: 'restock' },
    reentry: { rule: 'always' },
    steps: [mail('there', 'back_in_stock'), wait('later', 15, 'minutes'), mail('still', 'back_in_stock')],
  });
  const users = Array.from({ length: 9 }, () => name('user'));
  for (const [no, userId] of users.entries()) {
    const contactId = await person(tenant, userId, no === 2 ? [] : ['email']);
    clock.advance(1_000);
    await ctx.db.query(sql`
      insert into waitlist_entries (id, tenant_id, contact_id, product_id, variant_id, status, joined_at, expires_at)
      values (${ctx.ids.newId('wle')}, ${tenant.id}, ${contactId}, 'mug', ${no > 6 ? 'blue' : ''}, 'waiting',
        ${clock.now()}, ${new Date(clock.now().getTime() + 80 * day)})`);
  }
  await stock(2);
  await work();
  await passFor(10 * minute + 7_000);
  await stock(1);
  await passFor(5 * minute + 7_000);
  await act(tenant, users[0]!, 'placed_order', { ...order(), items: [{ productId: 'mug' }] });
  await passFor(10 * minute + 7_000);
  await stock(0);
  await passFor(30 * minute + 7_000);
  await stock(null, 'blue');
  await work();
  await passFor(20 * minute + 7_000);
  await stock(3);
  await work();
  await passFor(100 * minute + 7_000);
  const real = await compare(tenant, flow.id);
  expect(real.runs.length).toBeGreaterThan(9);
  expect(real.messages.join('\n')).toContain('sold out again');
  expect(new Set(real.runs.map(({ enteredAt }) => enteredAt)).size).toBe(4);
});

test('a price drop: who had viewed and not bought it, too small ones, and a price that rose again', async () => {
  const tenant = await newTenant();
  const price = async (amount: number, id = 'mug') => {
    await putProducts(ctx, tenant.id, [{ ...mug, id, price: amount, quantity: 5 }], followCatalog);
    await work();
  };
  await price(1_000);
  await price(500, 'bowl');
  const flow = await publish(tenant, {
    trigger: { kind: 'price_drop', percent: 10, viewedWithin: { amount: 1, unit: 'days' } },
    reentry: { rule: 'after', after: { amount: 12, unit: 'hours' } },
    steps: [mail('cheaper', 'price_drop'), wait('w', 3), mail('still', 'price_drop')],
  });
  const [viewer, buyer, later, deaf] = [name('user'), name('user'), name('user'), name('user')];
  for (const userId of [viewer, buyer, later]) await person(tenant, userId);
  await person(tenant, deaf, []);
  const view = async (userId: string, productId = 'mug') => {
    await act(tenant, userId, 'product_viewed', { productId });
    await work();
  };
  for (const userId of [viewer, buyer, deaf]) await view(userId);
  await act(tenant, buyer, 'placed_order', { ...order(), items: [{ productId: 'mug' }] });
  await passFor(1 * hour + 7 * minute);
  await price(950);
  await passFor(1 * hour + 7 * minute);
  await price(800);
  await passFor(1 * hour + 7 * minute);
  await view(later);
  await price(900);
  await passFor(4 * hour + 7 * minute);
  await price(700);
  await passFor(10 * hour + 7 * minute);
  await price(300, 'bowl');
  await passFor(8 * hour + 7 * minute);
  await price(500);
  await passFor(5 * hour + 7 * minute);
  const real = await compare(tenant, flow.id);
  expect(real.runs.length).toBeGreaterThan(3);
  expect(real.messages.join('\n')).toContain('cost more again');
  expect(real.refused).not.toEqual([]);
});

test('calls of the API: those that were made, or those that are given', async () => {
  const tenant = await newTenant();
  const flow = await publish(tenant, {
    trigger: { kind: 'api' },
    reentry: { rule: 'after', after: { amount: 3, unit: 'hours' } },
    steps: [mail('a'), wait('w', 2), mail('b')],
  });
  const [one, two] = [name('user'), name('user')];
  const ids = [await person(tenant, one), await person(tenant, two, [])] as const;
  const calls: { contactId: Id<'ctc'>; at: string; key: string }[] = [];
  const call = async (contactId: Id<'ctc'>, key: string) => {
    calls.push({ contactId, at: clock.now().toISOString(), key });
    await startFlowRun(ctx, tenant.id, flow.id, { contactId, key });
    await work();
  };
  for (const key of ['', 'order 1', '']) {
    await call(ids[0], key);
    await call(ids[1], '');
    await passFor(1 * hour + 7 * minute);
  }
  await act(tenant, one, 'placed_order', order());
  await passFor(3 * hour + 7 * minute);
  await call(ids[0], '');
  await passFor(3 * hour + 7 * minute);
  const real = await compare(tenant, flow.id);
  expect(real.refused).not.toEqual([]);
  const made = (await dry(tenant, flow.id)).result;
  const request = { days: 30, version: 'published', entries: calls } as const;
  const given = await dryRunFlow(ctx, tenant.id, flow.id, request);
  expect({ ...given, limits: made.limits }).toEqual(made);
  const early = { ...calls[0]!, at: new Date(clock.now().getTime() - 31 * day).toISOString() };
  await expect(dryRunFlow(ctx, tenant.id, flow.id, { ...request, entries: [early] })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  const unknown = { ...calls[0]!, contactId: ctx.ids.newId('ctc') };
  await expect(dryRunFlow(ctx, tenant.id, flow.id, { ...request, entries: [unknown] })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('the gate decides as it did then: consent, suppression, topic, weekly cap, quiet hours, leaving while it waits', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`update tenants set weekly_cap = 2 where id = ${tenant.id}`);
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'text', 'Text', 'sms', 'marketing', '', 'Hi', ${clock.now()})`);
  const started = { kind: 'event' as const, events: [{ event: 'trial_started' }] };
  const flow = await publish(tenant, {
    trigger: started,
    reentry: { rule: 'always' },
    steps: [mail('text', 'text'), wait('w', 3), mail('mail'), wait('v', 30), mail('third')],
  });
  const other = await publish(tenant, {
    trigger: { kind: 'event', events: [{ event: 'quiz_taken' }] },
    reentry: { rule: 'always' },
    steps: [mail('other')],
  });
  const users = Array.from({ length: 7 }, () => name('user'));
  const ids: Id<'ctc'>[] = [];
  for (const userId of users) ids.push(await person(tenant, userId, ['email', 'sms']));
  for (const [no, id] of ids.entries())
    await ctx.db.query(sql`
      update contacts set phone = ${`+4930${1_000_000 + no + month * 100}`},
        timezone = ${no === 1 ? 'America/New_York' : 'Europe/Berlin'} where id = ${id}`);
  const start = async (...numbers: number[]) => {
    for (const no of numbers) await act(tenant, users[no]!, 'trial_started');
    await work();
  };
  await act(tenant, users[2]!, 'quiz_taken');
  await work();
  await start(0, 1, 2);
  await passFor(4 * hour + 7 * minute);
  await revoke(tenant, ids[0]!);
  await suppress(ctx, tenant.id, 'email', `${users[1]}@example.com`, 'complained');
  // At night in Berlin: it waits, and the third contact buys in that time.
  await passFor(Date.parse(`${clock.now().toISOString().slice(0, 10)}T23:00:00Z`) - clock.now().getTime());
  await start(3, 4);
  await passFor(2 * hour + 7 * minute);
  await act(tenant, users[3]!, 'placed_order', order());
  await passFor(30 * hour + 7 * minute);
  await start(5);
  await passFor(4 * hour);
  // The mail went out before; the third message is not wanted any more.
  await ctx.db.query(sql`
    update messages set topic_id = 'news' where tenant_id = ${tenant.id} and key = 'welcome'`);
  await ctx.db.query(sql`
    insert into contact_topics (tenant_id, contact_id, topic_id, is_wanted, said_at)
    values (${tenant.id}, ${ids[5]!}, 'news', false, ${clock.now()})`);
  await passFor(30 * hour + 7 * minute);
  // Only messages of different moments wait: those that wait until the same one may be sent in any order.
  await start(6);
  await passFor(5 * day);
  const real = await compare(tenant, flow.id);
  const text = real.messages.join('\n');
  expect(new Set(outcomes(real))).toEqual(new Set(['held_back', 'sent', 'waiting']));
  for (const part of ['not granted consent', 'suppressed', 'about this topic', 'had left the flow'])
    expect(text).toContain(part);
  expect((await live(tenant, other.id)).messages).toHaveLength(1);
  const { result } = await dry(tenant, flow.id);
  const waits = result.runs.flatMap(({ messages }) => messages.map((message) => message.text));
  expect(waits).toContainEqual(expect.stringContaining('quiet hours'));
  expect(waits).toContainEqual(expect.stringContaining('limit of marketing messages in seven days'));
});

test('too many openings are refused with what to do', async () => {
  const { OpeningList } = await import('./past-openings.ts');
  const list = new OpeningList();
  const many = Array.from({ length: 50_001 }, () => ({ contactId: 'ctc_1' }) as never);
  expect(() => list.add(many)).toThrow('more than 50,000 times in these days: play fewer days');
});
