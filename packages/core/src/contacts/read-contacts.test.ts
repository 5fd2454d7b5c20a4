import { type Contact, contactFilters } from '@beckon/contract';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createTestContext, runs } from '../testing/index.ts';
import {
  type ContactFilter,
  countContacts,
  countContactsUpTo,
  estimateContacts,
  listContacts,
} from './read-contacts.ts';

const { ctx, clock, newTenant } = await createTestContext();
const tenant = await newTenant();
const stranger = await newTenant();
const names = ['50%', '5_0', 'a\\b', "o'neil", 'anna', 'ANNA', '%', '_', '%%', 'a%b', 'a_b', 'ab', '\\'];
let all: Contact[] = [];

beforeAll(async () => {
  for (const owner of [tenant, stranger]) {
    for (const [number, name] of [...names, ...names, ...names].entries()) {
      clock.advance(1_000);
      const lastOrderAt = number % 4 === 0 ? null : new Date(Date.UTC(2026, 0, 1 + (number % 9)));
      await ctx.db.query(sql`
        insert into contacts (id, tenant_id, user_id, first_name, order_count, lifetime_value, last_order_at, created_at)
        values (${ctx.ids.newId('ctc')}, ${owner.id}, ${`user ${number}`}, ${name}, ${number % 5}, ${(number % 7) * 1_000},
          ${lastOrderAt}, ${clock.now()})`);
    }
  }
  all = await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 200, before: null });
});

const readField = {
  orderCount: (contact: Contact) => contact.orderCount,
  lifetimeValue: (contact: Contact) => contact.lifetimeValue.amount,
  lastOrderAt: (contact: Contact) => (contact.lastOrderAt === null ? null : Date.parse(contact.lastOrderAt)),
  createdAt: (contact: Contact) => Date.parse(contact.createdAt),
};
const compare = {
  eq: (a: number, b: number) => a === b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
};
const matches = (contact: Contact, { field, comparison, value }: ContactFilter) => {
  const own = readField[field](contact);
  return own !== null && compare[comparison](own, typeof value === 'number' ? value : Date.parse(value));
};

const time = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((day) => new Date(Date.UTC(2026, 0, day)).toISOString()),
  fc.integer({ min: 0, max: 100 }).map((second) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString()),
);
const filter: fc.Arbitrary<ContactFilter> = fc
  .record({
    field: fc.constantFrom('orderCount', 'lifetimeValue', 'lastOrderAt', 'createdAt'),
    comparison: fc.constantFrom('eq', 'gt', 'gte', 'lt', 'lte'),
    number: fc.oneof(
      fc.integer({ min: -1, max: 8 }),
      fc.integer({ min: 0, max: 7 }).map((n) => n * 1_000),
      fc.maxSafeInteger(),
    ),
    time,
  })
  .map(({ field, comparison, number, time }) => ({
    field: field as ContactFilter['field'],
    comparison: comparison as ContactFilter['comparison'],
    value: field.endsWith('At') ? time : number,
  }));

test('filters find what a look at each contact finds, and the count is right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(filter, { maxLength: 4 }), async (filters) => {
      const expected = all.filter((contact) => filters.every((one) => matches(contact, one)));
      const found = await listContacts(ctx, tenant.id, { filters, search: null, limit: 200, before: null });
      expect(found).toEqual(expected);
      expect(await countContacts(ctx, tenant.id, { filters, search: null })).toBe(expected.length);
    }),
    { numRuns: runs(300) },
  );
});

test('every filter of the contract is known', () => {
  expect(Object.keys(readField).toSorted()).toEqual(Object.keys(contactFilters).toSorted());
});

test('search finds the text itself: % and _ and \\ are letters like others', async () => {
  const word = fc.oneof(
    fc.constantFrom(...names),
    fc.string({ unit: fc.constantFrom('%', '_', '\\', 'a', 'b', 'N', '5', '0', "'", '"'), minLength: 1, maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(word, async (search) => {
      const asked = search.trim().toLowerCase();
      // Without three letters in a row, a word must begin with the text.
      const holds = (text: string) =>
        /[\p{L}\p{N}]{3}/u.test(asked) ? text.includes(asked) : text.startsWith(asked) || text.includes(` ${asked}`);
      const isHit = ({ firstName, userId }: Contact) => [firstName!, userId!].some((text) => holds(text.toLowerCase()));
      const found = await listContacts(ctx, tenant.id, { filters: [], search, limit: 200, before: null });
      expect(found).toEqual(all.filter(isHit));
    }),
    { numRuns: runs(200) },
  );
});

test('pages follow each other without a gap or a repeat', async () => {
  const seen: Contact[] = [];
  for (let before: string | null = null; ; ) {
    const page = await listContacts(ctx, tenant.id, { filters: [], search: null, limit: 7, before });
    seen.push(...page);
    if (page.length < 7) break;
    before = page.at(-1)!.id;
  }
  expect(seen).toEqual(all);
});

test('lists and counts by filters leave nothing prepared on their connection', async () => {
  const { ctx: alone, newTenant: newShop } = await createTestContext({ maxConnections: 1 });
  const shop = await newShop();
  const prepared = sql`select count(*)::int as count from pg_prepared_statements`;
  const ask = async (filters: ContactFilter[], search: string | null) => {
    await listContacts(alone, shop.id, { filters, search, limit: 1, before: null });
    await countContacts(alone, shop.id, { filters, search });
    await countContactsUpTo(alone, shop.id, { filters, search }, 10);
    await estimateContacts(alone, shop.id, { filters, search });
  };
  await alone.db.query(prepared);
  const before = await alone.db.query(prepared);
  for (const comparison of ['gt', 'lt', 'eq'] as const) {
    await ask([{ field: 'orderCount', comparison, value: 1 }], null);
    await ask([{ field: 'orderCount', comparison, value: 1 }], 'anna');
  }
  expect(await alone.db.query(prepared)).toEqual(before);
});
