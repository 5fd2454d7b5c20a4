import type { Comparison, Contact, ContactDetail, ContactFilterField } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { personIds } from './person.ts';
import { searchCondition } from './search.ts';
import type { contacts, visitors } from './tables.ts';

export type ContactFilter = { field: ContactFilterField; comparison: Comparison; value: number | string };

/** Fields and comparisons are closed lists; each maps to a fixed piece of SQL, never to text from a request. */
const fields: Record<ContactFilterField, { column: Statement; type: Statement }> = {
  orderCount: { column: sql.trusted('c.order_count'), type: sql.trusted('bigint') },
  lifetimeValue: { column: sql.trusted('c.lifetime_value'), type: sql.trusted('bigint') },
  lastOrderAt: { column: sql.trusted('c.last_order_at'), type: sql.trusted('timestamptz') },
  createdAt: { column: sql.trusted('c.created_at'), type: sql.trusted('timestamptz') },
};
const comparisons: Record<Comparison, Statement> = {
  eq: sql.trusted('='),
  gt: sql.trusted('>'),
  gte: sql.trusted('>='),
  lt: sql.trusted('<'),
  lte: sql.trusted('<='),
};

type ContactRow = Pick<
  typeof contacts.$inferSelect,
  | 'id'
  | 'userId'
  | 'email'
  | 'emailVerifiedAt'
  | 'phone'
  | 'firstName'
  | 'lastName'
  | 'language'
  | 'properties'
  | 'registeredAt'
  | 'orderCount'
  | 'lifetimeValue'
  | 'firstOrderAt'
  | 'lastOrderAt'
  | 'lastSeenAt'
  | 'createdAt'
> & { currency: string };

const columns = sql.trusted(`c.id, c.user_id as "userId", c.email, c.email_verified_at as "emailVerifiedAt", c.phone,
  c.first_name as "firstName", c.last_name as "lastName", c.language, c.properties, c.registered_at as "registeredAt",
  c.order_count as "orderCount", c.lifetime_value as "lifetimeValue", t.currency,
  c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt", c.last_seen_at as "lastSeenAt",
  c.created_at as "createdAt"`);

/** `within` is a condition on a row `c` of contacts. */
export type ContactQuery = { filters: readonly ContactFilter[]; search: string | null; within?: Statement | undefined };

function conditions(tenantId: Id<'ten'>, { filters, search, within }: ContactQuery): Statement {
  const parts = [sql`c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null`];
  for (const { field, comparison, value } of filters) {
    const { column, type } = fields[field];
    parts.push(sql`${column} ${comparisons[comparison]} ${value}::${type}`);
  }
  if (search?.trim()) parts.push(searchCondition(search.trim()));
  if (within) parts.push(within);
  return sql.join(parts, ' and ');
}

/** Matching contacts, newest first. */
export async function listContacts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  page: ContactQuery & { limit: number; before: string | null },
): Promise<ListedContact[]> {
  const statement = sql.composed(sql`
    with page as materialized (
      select c.id from contacts c
      where ${conditions(tenantId, page)} ${page.before === null ? sql`` : sql`and c.id < ${page.before}`}
      order by c.id desc limit ${page.limit}
    )
    select ${columns} from page p join contacts c on c.id = p.id join tenants t on t.id = c.tenant_id
    order by c.id desc`);
  return (await ctx.db.query<ContactRow>(statement)).map(toContact);
}

/** Exact number of matching contacts. */
export async function countContacts(ctx: AnyContext, tenantId: Id<'ten'>, query: ContactQuery): Promise<number> {
  const [row] = await ctx.db.query<{ count: number }>(
    sql.composed(sql`select count(*)::int as count from contacts c where ${conditions(tenantId, query)}`),
  );
  return row!.count;
}

/** Number of matching contacts, counted up to `max`. */
export async function countContactsUpTo(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: ContactQuery,
  max: number,
): Promise<number> {
  const [row] = await ctx.db.query<{ count: number }>(
    sql.composed(sql`
    select count(*)::int as count from (
      select from contacts c where ${conditions(tenantId, query)} limit ${max}) counted`),
  );
  return row!.count;
}

/**
 * Number of matching contacts estimated from the database's statistics: takes 0.3 ms and is off by some per cent for a
 * column.
 */
export async function estimateContacts(ctx: AnyContext, tenantId: Id<'ten'>, query: ContactQuery): Promise<number> {
  const [row] = await ctx.db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql.composed(sql`explain (format json) select from contacts c where ${conditions(tenantId, query)}`),
  );
  return row!['QUERY PLAN'][0].Plan['Plan Rows'];
}

/** A contact from our own tables: its id is known to be a contact id. */
export type ListedContact = Contact & { id: Id<'ctc'> };

export type KnownContact = ListedContact &
  Pick<ContactDetail, 'properties' | 'mergedInto' | 'firstTouch' | 'lastTouch'>;

/** One contact, with the first and the last source that brought them to the shop. */
export async function readContact(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'ctc'>): Promise<KnownContact | null> {
  const [row] = await ctx.db.query<
    ContactRow &
      Pick<typeof contacts.$inferSelect, 'mergedInto'> &
      Pick<typeof visitors.$inferSelect, 'firstTouch' | 'lastTouch'>
  >(sql`
    with touches as (
      select t.touch, t.is_first
      from (select distinct visitor_id from visitor_links where contact_id in (${personIds(id)})) l
      cross join lateral (select * from visitor_periods p where p.visitor_id = l.visitor_id) p
      join visitors v on v.id = p.visitor_id
      cross join lateral (values (v.first_touch, true), (v.last_touch, false)) t (touch, is_first)
      where p.contact_id = ${id} and (t.touch ->> 'at')::timestamptz >= p.since and (t.touch ->> 'at')::timestamptz < p.until
    )
    select ${columns}, c.merged_into as "mergedInto",
      (select touch from touches where is_first order by touch ->> 'at' limit 1) as "firstTouch",
      (select touch from touches where not is_first order by touch ->> 'at' desc limit 1) as "lastTouch"
    from contacts c join tenants t on t.id = c.tenant_id
    where c.tenant_id = ${tenantId} and c.id = ${id} and c.erased_at is null`);
  if (!row) return null;
  return {
    ...toContact(row),
    properties: row.properties,
    mergedInto: row.mergedInto,
    firstTouch: row.firstTouch,
    lastTouch: row.lastTouch,
  };
}

function toContact(row: ContactRow): ListedContact {
  return {
    id: row.id,
    userId: row.userId,
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    phone: row.phone,
    firstName: row.firstName,
    lastName: row.lastName,
    language: row.language,
    registeredAt: row.registeredAt?.toISOString() ?? null,
    orderCount: row.orderCount,
    lifetimeValue: { amount: row.lifetimeValue, currency: row.currency },
    firstOrderAt: row.firstOrderAt?.toISOString() ?? null,
    lastOrderAt: row.lastOrderAt?.toISOString() ?? null,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
