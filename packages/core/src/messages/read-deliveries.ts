import type { Delivery } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { reasonText } from './reasons.ts';
import type { deliveries, messages } from './tables.ts';

type Row = Pick<
  typeof deliveries.$inferSelect,
  | 'id'
  | 'contactId'
  | 'channel'
  | 'category'
  | 'origin'
  | 'status'
  | 'reason'
  | 'waitsUntil'
  | 'createdAt'
  | 'finishedAt'
  | 'facts'
  | 'messageVersion'
> & { message: (typeof messages.$inferSelect)['name']; messageKey: (typeof messages.$inferSelect)['key'] };

export type ListedDelivery = Delivery & { contactId: string };

const columns = sql.trusted(`d.id, d.contact_id as "contactId", m.name as message, m.key as "messageKey",
  d.message_version as "messageVersion", d.channel, d.category, d.origin,
  d.status, d.reason, d.waits_until as "waitsUntil", d.created_at as "createdAt", d.finished_at as "finishedAt"`);

/** The deliveries to one contact, newest first. */
export async function readDeliveries(ctx: AnyContext, tenantId: string, contactId: string): Promise<Delivery[]> {
  const rows = await ctx.db.query<Row>(sql`
    select ${columns} from deliveries d join messages m on m.id = d.message_id
    where d.tenant_id = ${tenantId} and d.contact_id = ${contactId} order by d.created_at desc, d.id desc limit 100`);
  return rows.map((row) => {
    const { contactId: _, ...delivery } = toDelivery(row);
    return delivery;
  });
}

/**
 * A tenant's deliveries, newest first.
 * @param page `before` is the id at which the last page ended
 */
export async function listDeliveries(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  filter: {
    contactId?: string | undefined;
    status?: Delivery['status'] | undefined;
    channel?: Delivery['channel'] | undefined;
  },
  page: { limit: number; before: string | null },
): Promise<ListedDelivery[]> {
  const conditions: Statement[] = [sql`d.tenant_id = ${tenantId}`];
  if (filter.contactId !== undefined) conditions.push(sql`d.contact_id = ${filter.contactId}`);
  if (filter.status !== undefined) conditions.push(sql`d.status = ${filter.status}`);
  if (filter.channel !== undefined) conditions.push(sql`d.channel = ${filter.channel}`);
  if (page.before !== null) conditions.push(sql`d.id < ${page.before}`);
  const rows = await ctx.db.query<Row>(
    sql.composed(sql`
      select ${columns} from deliveries d join messages m on m.id = d.message_id
      where ${sql.join(conditions, ' and ')} order by d.id desc limit ${page.limit}`),
  );
  return rows.map(toDelivery);
}

/** The deliveries to a contact that runs of flows have created, in the order of their creation. */
export async function readDeliveriesOfRuns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  runIds: readonly string[],
): Promise<ListedDelivery[]> {
  if (runIds.length === 0) return [];
  const rows = await ctx.db.query<Row>(sql`
    select ${columns} from deliveries d join messages m on m.id = d.message_id
    where d.tenant_id = ${tenantId} and d.contact_id = ${contactId} and d.origin ->> 'runId' in ${sql.texts(runIds)}
    order by d.id`);
  return rows.map(toDelivery);
}

/** One delivery with what the gate saw; undefined if the tenant has none with this id. */
export async function readDelivery(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'dlv'>,
): Promise<(ListedDelivery & Pick<Row, 'facts'>) | undefined> {
  const [row] = await ctx.db.query<Row>(sql`
    select ${columns}, d.facts from deliveries d join messages m on m.id = d.message_id
    where d.tenant_id = ${tenantId} and d.id = ${id}`);
  return row && { ...toDelivery(row), facts: row.facts };
}

function toDelivery(row: Row): ListedDelivery {
  return {
    id: row.id,
    contactId: row.contactId,
    message: row.message,
    messageKey: row.messageKey,
    messageVersion: row.messageVersion,
    channel: row.channel,
    category: row.category,
    origin: row.origin,
    status: row.status,
    reason: row.reason === null ? null : reasonText(row.reason),
    waitsUntil: row.waitsUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.status === 'sent' ? (row.finishedAt?.toISOString() ?? null) : null,
  };
}
