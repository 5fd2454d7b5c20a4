import type { Comparison, Contact, ContactFilterField } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

export type ContactFilter = { field: ContactFilterField; comparison: Comparison; value: number | string };

/** Fields and comparisons are closed lists; each becomes a fixed piece of SQL, never text from outside. */
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

type ContactRow = {
  id: string;
  user_id: string | null;
  email: string | null;
  email_verified_at: Date | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  language: string | null;
  properties: Record<string, unknown>;
  registered_at: Date | null;
  order_count: number;
  lifetime_value: number;
  currency: string;
  first_order_at: Date | null;
  last_order_at: Date | null;
  last_seen_at: Date | null;
  created_at: Date;
};

const columns = sql.trusted(`c.id, c.user_id, c.email, c.email_verified_at, c.phone, c.first_name, c.last_name,
  c.language, c.properties, c.registered_at, c.order_count, c.lifetime_value, t.currency, c.first_order_at,
  c.last_order_at, c.last_seen_at, c.created_at`);

function conditions(tenantId: string, filters: readonly ContactFilter[], search: string | null): Statement {
  const parts = [sql`c.tenant_id = ${tenantId}`];
  for (const { field, comparison, value } of filters) {
    const { column, type } = fields[field];
    parts.push(sql`${column} ${comparisons[comparison]} ${value}::${type}`);
  }
  if (search !== null && search.trim() !== '') {
    const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
    parts.push(sql`(c.email ilike ${pattern} or c.user_id ilike ${pattern}
      or concat_ws(' ', c.first_name, c.last_name) ilike ${pattern})`);
  }
  return sql.join(parts, ' and ');
}

/** Contacts that match, newest first. */
export async function listContacts(
  ctx: AnyContext,
  tenantId: string,
  page: { filters: readonly ContactFilter[]; search: string | null; limit: number; before: string | null },
): Promise<Contact[]> {
  const rows = await ctx.db.query<ContactRow>(sql`
    select ${columns} from contacts c join tenants t on t.id = c.tenant_id
    where ${conditions(tenantId, page.filters, page.search)} and (${page.before}::text is null or c.id < ${page.before})
    order by c.id desc limit ${page.limit}`);
  return rows.map(toContact);
}

/** How many contacts match. */
export async function countContacts(
  ctx: AnyContext,
  tenantId: string,
  filters: readonly ContactFilter[],
  search: string | null,
): Promise<number> {
  const [row] = await ctx.db.query<{ count: number }>(
    sql`select count(*)::int as count from contacts c where ${conditions(tenantId, filters, search)}`,
  );
  return row!.count;
}

export async function readContact(
  ctx: AnyContext,
  tenantId: string,
  id: string,
): Promise<(Contact & { properties: Record<string, unknown> }) | null> {
  const [row] = await ctx.db.query<ContactRow>(sql`
    select ${columns} from contacts c join tenants t on t.id = c.tenant_id
    where c.tenant_id = ${tenantId} and c.id = ${id}`);
  return row ? { ...toContact(row), properties: row.properties } : null;
}

function toContact(row: ContactRow): Contact {
  return {
    id: row.id,
    userId: row.user_id,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    phone: row.phone,
    firstName: row.first_name,
    lastName: row.last_name,
    language: row.language,
    registeredAt: row.registered_at?.toISOString() ?? null,
    orderCount: row.order_count,
    lifetimeValue: { amount: row.lifetime_value, currency: row.currency },
    firstOrderAt: row.first_order_at?.toISOString() ?? null,
    lastOrderAt: row.last_order_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
