import type { ConsentType } from '@beckon/contract';
import fc from 'fast-check';
import { sql } from '../../db/index.ts';
import { type Id, sha256 } from '../../lib/index.ts';
import type { Context } from '../../ports/index.ts';
import type { TestTenant } from '../../testing/index.ts';

/** A shop and what happened in it, as a test writes it into the tables. Contacts and visitors are referred to by index. */
export type World = {
  now: string;
  timezone: string;
  contacts: WorldContact[];
  /** Whose each browser was since when. */
  visitors: { contact: number; since: Date; isUndone: boolean }[][];
  events: {
    person: { kind: 'contact' | 'visitor'; index: number };
    type: string;
    at: Date;
    properties: Record<string, unknown>;
    isBot: boolean;
  }[];
  orders: { contact: number | null; at: Date; total: number; products: string[] | null }[];
  /** In the order of the ledger; one state per contact and type. */
  consents: { contact: number; type: ConsentType; state: 'requested' | 'granted' | 'revoked' }[];
  waitlists: { contact: number; product: string; status: 'pending' | 'waiting' | 'notified' | 'left' }[];
  deliveries: {
    contact: number;
    message: number;
    status: 'sent' | 'due' | 'skipped';
    at: Date;
    /** The first time that a person opened it; only of those that were sent. */
    openedAt: Date | null;
    clickedAt: Date | null;
  }[];
};

export type WorldContact = {
  userId: string | null;
  firstName: string | null;
  language: string | null;
  emailVerifiedAt: Date | null;
  properties: Record<string, unknown>;
  orderCount: number;
  lifetimeValue: number;
  createdAt: Date;
  lastOrderAt: Date | null;
  registeredAt: Date | null;
  mergedInto: number | null;
  isErased: boolean;
  isSuppressed: boolean;
};

export const products: Record<string, string | null> = { p1: 'Shoes', p2: 'Shoes', p3: 'Hats', p4: null };
export const categories = ['Shoes', 'Hats', 'Bags'];
export const eventTypes = ['product_viewed', 'placed_order', 'added_to_cart', 'quiz_taken'];
export const messageCount = 2;
export const texts = ['gold', 'Gold', 'silver', "it's; --", '%', 'go'];
export const numbers = [0, 1, 2.5, 3, 100];
export const days = ['2027-02-28', '2028-02-29', '2027-03-01', '2000-02-29', '1990-03-14'];
export const consentTypes = ['email', 'marketing'] as const;

/** Around the edges of the periods that filters name: so many minutes before now. */
export const minutes = [0, 1, 59, 60, 61, 1_439, 1_440, 1_441, 2_880, 10_079, 10_080, 10_081, 43_200, 525_600];

const nows = ['2027-02-28T09:30:00Z', '2028-02-28T23:59:00Z', '2028-02-29T10:00:00Z', '2027-03-14T16:00:00Z'];
const zones = ['UTC', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata'];

const noValue = [null, '', '   ', '\t\n\u00a0'];
const property = fc.oneof(
  fc.constantFrom<unknown>(...noValue, ...texts, ...numbers, true, false),
  fc.constantFrom<unknown>('3', '2.50', '-0', '1e3', ' 3', ['gold', 3], ['Go'], [], { gold: 1 }),
  fc.constantFrom<unknown>(...days, '2027-02-30', '2027-13-01', '2027-02-28T09:30', '2027-02-28T09:30:00Z'),
  fc.constantFrom<unknown>('2027-02-28 23:15:00+02:00', '2027-03-01T00:00:00.5-0500', '2027-02-28T25:00', '20270228'),
);
const properties = fc.dictionary(fc.constantFrom('tier', 'day'), property);

const worldAt = (now: string) => {
  const time = fc.constantFrom(...minutes).map((ago) => new Date(Date.parse(now) - ago * 60_000));
  const text = fc.constantFrom(null, ...noValue.slice(1), ...texts) as fc.Arbitrary<string | null>;
  const index = fc.nat(7);
  return fc.record({
    now: fc.constant(now),
    timezone: fc.constantFrom(...zones),
    contacts: fc.array(
      fc.record({
        userId: fc.constant(null),
        firstName: text,
        language: fc.constantFrom(null, 'de', 'en'),
        emailVerifiedAt: fc.option(time),
        properties,
        orderCount: fc.constantFrom(0, 1, 2, 3),
        lifetimeValue: fc.constantFrom(0, 1, 5, 100),
        createdAt: time,
        lastOrderAt: fc.option(time),
        registeredAt: fc.option(time),
        mergedInto: fc.option(index, { freq: 4 }),
        isErased: fc.nat(9).map((number) => number === 0),
        isSuppressed: fc.boolean(),
      }),
      { minLength: 4, maxLength: 8, size: 'max' },
    ),
    visitors: fc.array(
      fc.array(fc.record({ contact: index, since: time, isUndone: fc.nat(4).map((number) => number === 0) }), {
        maxLength: 3,
      }),
      { maxLength: 3 },
    ),
    events: fc.array(
      fc.record({
        person: fc.record({ kind: fc.constantFrom('contact' as const, 'visitor' as const), index }),
        type: fc.constantFrom('product_viewed', 'product_viewed', 'added_to_cart', 'quiz_taken'),
        at: time,
        properties: fc.record(
          { productId: fc.constantFrom(...Object.keys(products)), tier: property, day: property },
          { requiredKeys: ['productId'] },
        ),
        isBot: fc.nat(5).map((number) => number === 0),
      }),
      { maxLength: 24, size: 'max' },
    ),
    orders: fc.array(
      fc.record({
        contact: fc.option(index, { freq: 6 }),
        at: time,
        total: fc.constantFrom(1, 100),
        products: fc.option(fc.array(fc.constantFrom(...Object.keys(products)), { maxLength: 2 }), { freq: 6 }),
      }),
      { maxLength: 8, size: 'max' },
    ),
    consents: fc.uniqueArray(
      fc.record({
        contact: index,
        type: fc.constantFrom(...consentTypes),
        state: fc.constantFrom('requested' as const, 'granted' as const, 'granted' as const, 'revoked' as const),
      }),
      { selector: ({ contact, type }) => `${contact} ${type}`, maxLength: 12, size: 'max' },
    ),
    waitlists: fc.uniqueArray(
      fc.record({
        contact: index,
        product: fc.constantFrom('p1', 'p2'),
        status: fc.constantFrom('pending' as const, 'waiting' as const, 'notified' as const, 'left' as const),
      }),
      { selector: ({ contact, product }) => `${contact} ${product}`, maxLength: 6 },
    ),
    deliveries: fc.array(
      fc.record({
        contact: index,
        message: fc.nat(messageCount - 1),
        status: fc.constantFrom('sent' as const, 'sent' as const, 'due' as const, 'skipped' as const),
        at: time,
        openedAt: fc.option(time),
        clickedAt: fc.option(time),
      }),
      { maxLength: 8, size: 'max' },
    ),
  });
};

/** Indexes fit, merges have no chains, and links of one browser have different times. */
function makeConsistent(world: World): World {
  const count = world.contacts.length;
  const at = (index: number) => index % count;
  const targets = new Set<number>();
  const contacts = world.contacts.map((contact, index) => {
    const target = contact.mergedInto === null ? null : at(contact.mergedInto);
    // Only from a higher index to a lower one that is not merged itself, as no contact points to one that points on.
    const canMerge = target !== null && target < index && world.contacts[target]!.mergedInto === null;
    if (canMerge) targets.add(target);
    return { ...contact, mergedInto: canMerge ? target : null };
  });
  return {
    ...world,
    contacts,
    visitors: world.visitors.map((links) =>
      links
        .filter((link, index) => links.findIndex(({ since }) => +since === +link.since) === index)
        .map((link) => ({ ...link, contact: at(link.contact) }))
        .sort((a, b) => +a.since - +b.since),
    ),
    events: world.events.flatMap((event) => {
      const { kind, index } = event.person;
      if (kind === 'visitor' && world.visitors.length === 0) return [];
      return [{ ...event, person: { kind, index: index % (kind === 'contact' ? count : world.visitors.length) } }];
    }),
    // In a merge orders and entries of waitlists move.
    orders: world.orders.map((order) => ({
      ...order,
      contact: order.contact === null ? null : survivorOf(contacts, at(order.contact)),
    })),
    consents: unique(
      world.consents.map((consent) => ({ ...consent, contact: at(consent.contact) })),
      ({ contact, type }) => `${contact} ${type}`,
    ),
    waitlists: unique(
      world.waitlists.map((entry) => ({ ...entry, contact: survivorOf(contacts, at(entry.contact)) })),
      ({ contact, product }) => `${contact} ${product}`,
    ),
    deliveries: world.deliveries.map((delivery) => ({ ...delivery, contact: at(delivery.contact) })),
  };
}

const survivorOf = (contacts: readonly WorldContact[], index: number) => contacts[index]!.mergedInto ?? index;

const unique = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  items.filter((item, index) => items.findIndex((other) => key(other) === key(item)) === index);

export const anyWorld: fc.Arbitrary<World> = fc
  .constantFrom(...nows)
  .chain(worldAt)
  .map(makeConsistent);

export type Seeded = { contactIds: Id<'ctc'>[]; messageIds: string[] };

/** Writes a world into the tables of a tenant. */
export async function seedWorld(ctx: Context, tenant: TestTenant, world: World): Promise<Seeded> {
  const contactIds = world.contacts.map(() => ctx.ids.newId('ctc'));
  const visitorIds = world.visitors.map(() => ctx.ids.newId('vis'));
  const hashOf = (index: number) => sha256(`${tenant.id} ${index}`).toString('hex');
  const run = (rows: readonly object[], write: (rows: string) => ReturnType<typeof sql>) =>
    rows.length === 0 ? [] : ctx.db.query<{ seq: number; position: number }>(write(JSON.stringify(rows)));
  await ctx.db.query(sql`update tenants set timezone = ${world.timezone} where id = ${tenant.id}`);
  const contactRows = world.contacts.map((contact, index) => ({
    ...contact,
    id: contactIds[index],
    // A reference to a row of the same statement would be refused by the trigger against chains.
    mergedInto: null,
    mailboxHash: hashOf(index),
    erasedAt: contact.isErased ? world.now : null,
  }));
  await run(
    contactRows,
    (rows) => sql`
    insert into contacts (id, tenant_id, user_id, first_name, language, email_verified_at, properties, order_count,
      lifetime_value, created_at, last_order_at, registered_at, mailbox_hash, erased_at)
    select "id", ${tenant.id}, "userId", "firstName", "language", "emailVerifiedAt", "properties", "orderCount",
      "lifetimeValue", "createdAt", "lastOrderAt", "registeredAt", decode("mailboxHash", 'hex'), "erasedAt"
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("id" text, "userId" text, "firstName" text, "language" text,
      "emailVerifiedAt" timestamptz, "properties" jsonb, "orderCount" int, "lifetimeValue" bigint,
      "createdAt" timestamptz, "lastOrderAt" timestamptz, "registeredAt" timestamptz, "mailboxHash" text,
      "erasedAt" timestamptz)`,
  );
  for (const [index, { mergedInto }] of world.contacts.entries())
    if (mergedInto !== null)
      await ctx.db.query(sql`
        update contacts set merged_into = ${contactIds[mergedInto]} where id = ${contactIds[index]}`);
  const linkRows = world.visitors.flatMap((links, visitor) =>
    links.map(({ contact, since, isUndone }, seq) => ({
      visitorId: visitorIds[visitor],
      contactId: contactIds[contact],
      since,
      seq,
      undoneAt: isUndone ? world.now : null,
    })),
  );
  await run(
    linkRows,
    (rows) => sql`
    insert into visitor_links (tenant_id, visitor_id, seq, contact_id, how, since, linked_at, undone_at)
    select ${tenant.id}, "visitorId", "seq", "contactId", 'server', "since", "since", "undoneAt"
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("visitorId" text, "seq" bigint, "contactId" text,
      "since" timestamptz, "undoneAt" timestamptz)`,
  );
  const eventRows = [
    ...world.events.map(({ person, type, at, properties, isBot }) => ({
      personId: person.kind === 'contact' ? contactIds[person.index] : visitorIds[person.index],
      orderContact: null,
      type,
      at,
      properties,
      context: isBot ? { bot: true } : {},
      isBot,
      total: null,
    })),
    ...world.orders.map(({ contact, at, total, products }) => ({
      personId: null,
      orderContact: contact === null ? null : contactIds[contact],
      type: 'placed_order',
      at,
      properties: { total, ...(products && { items: products.map((productId) => ({ productId })) }) },
      context: {},
      isBot: false,
      total,
    })),
  ].map((row) => ({ ...row, id: ctx.ids.newUuid() }));
  await ctx.db.query(sql`
    insert into event_types (tenant_id, type) select ${tenant.id}, type from ${sql.texts(eventTypes)} as given (type)
    on conflict do nothing`);
  await run(
    eventRows,
    (rows) => sql`
    with given as materialized (
      select * from jsonb_to_recordset(${rows}::text::jsonb) as r ("id" uuid, "personId" text, "orderContact" text,
        "type" text, "at" timestamptz, "properties" jsonb, "context" jsonb, "isBot" boolean, "total" bigint)
    ), logged as (
      insert into events (bucket, tenant_id, source_id, id, type, is_trusted, properties, context, catalog_version,
        occurred_at, received_at)
      select 0, ${tenant.id}, ${tenant.server.id}, "id", "type", true, "properties", "context", 1, "at", "at" from given
      returning seq, id, occurred_at
    ), placed as (
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      select ${tenant.id}, g."id"::text, g."orderContact", g."total", 'USD', g."at", l.seq
      from given g join logged l using (id) where g."total" is not null
    )
    insert into timeline (seq, tenant_id, person_id, occurred_at, type_id, product_id)
    select l.seq, ${tenant.id}, g."personId", l.occurred_at, case when not g."isBot" then y.id end,
      case when g."type" = 'product_viewed' then g."properties" ->> 'productId' end
    from given g join logged l using (id) join event_types y on y.tenant_id = ${tenant.id} and y.type = g."type"
    where g."personId" is not null`,
  );
  const consentRows = world.consents.map(({ contact, ...consent }, position) => ({
    ...consent,
    contactId: contactIds[contact],
    position,
  }));
  await run(
    consentRows,
    (rows) => sql`
    insert into consent_state (tenant_id, contact_id, type, state, position, since, said_at)
    select ${tenant.id}, "contactId", "type", "state", "position", ${world.now}::timestamptz, ${world.now}::timestamptz
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("contactId" text, "type" text, "state" text,
      "position" bigint)`,
  );
  const suppressed = world.contacts.flatMap(({ isSuppressed }, index) =>
    isSuppressed ? [{ hash: hashOf(index) }] : [],
  );
  await run(
    suppressed,
    (rows) => sql`
    insert into suppressions (tenant_id, channel, address_hash, reason, suppressed_at)
    select ${tenant.id}, 'email', decode("hash", 'hex'), 'unsubscribed', ${world.now}::timestamptz
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("hash" text)`,
  );
  const productRows = Object.entries(products).map(([id, category]) => ({ id, category }));
  await run(
    productRows,
    (rows) => sql`
    insert into products (tenant_id, id, title, url, category, updated_at)
    select ${tenant.id}, "id", "id", 'https://shop.test', "category", ${world.now}::timestamptz
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("id" text, "category" text)`,
  );
  const entryRows = world.waitlists.map(({ contact, ...entry }) => ({
    ...entry,
    id: ctx.ids.newId('wle'),
    contactId: contactIds[contact],
  }));
  await run(
    entryRows,
    (rows) => sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
    select "id", ${tenant.id}, "contactId", "product", "status", ${world.now}::timestamptz, ${world.now}::timestamptz
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("id" text, "contactId" text, "product" text, "status" text)`,
  );
  const messages = await ctx.db.query<{ id: string }>(sql`
    select id from messages where tenant_id = ${tenant.id} order by id limit ${messageCount}`);
  const messageIds = messages.map(({ id }) => id);
  const deliveryRows = world.deliveries.map(({ contact, message, ...delivery }) => ({
    ...delivery,
    id: ctx.ids.newId('dlv'),
    contactId: contactIds[contact],
    messageId: messageIds[message],
  }));
  await run(
    deliveryRows,
    (rows) => sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, dispatched_at, opened_at, clicked_at)
    select "id", ${tenant.id}, "contactId", "messageId", 'email', 'marketing', "id", '{}', "status", "at",
      case when "status" = 'sent' then "at" end, "openedAt", "clickedAt"
    from jsonb_to_recordset(${rows}::text::jsonb) as r ("id" text, "contactId" text, "messageId" text, "status" text,
      "at" timestamptz, "openedAt" timestamptz, "clickedAt" timestamptz)`,
  );
  return { contactIds, messageIds };
}
