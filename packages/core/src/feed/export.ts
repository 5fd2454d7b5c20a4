import { sql } from '../db/index.ts';
import { eventName, type Id } from '../lib/index.ts';
import type { events } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** An event of the log as it is given out, one JSON line each. */
export type ExportedEvent = Omit<ExportRow, 'seq' | 'occurredAt' | 'receivedAt'> & {
  occurredAt: string;
  receivedAt: string;
};

type ExportRow = Pick<
  typeof events.$inferSelect,
  | 'seq'
  | 'id'
  | 'type'
  | 'isTrusted'
  | 'occurredAt'
  | 'receivedAt'
  | 'anonymousId'
  | 'userId'
  | 'email'
  | 'properties'
  | 'context'
> & { source: string };

const pageSize = 2_000;

/**
 * Reads a tenant's events in the order they were stored, page by page: the memory it takes does not grow with the log.
 * @param span of the time of receipt, `from` included, `to` not
 * @example
 * for await (const event of exportEvents(ctx, tenantId, { from: null, to: null })) console.log(JSON.stringify(event));
 */
export async function* exportEvents(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  span: { from: Date | null; to: Date | null },
): AsyncGenerator<ExportedEvent> {
  let after = 0;
  for (;;) {
    const rows = await ctx.db.query<ExportRow>(sql`
      select e.seq, e.id, e.type, s.name as source, e.is_trusted as "isTrusted", e.occurred_at as "occurredAt",
        e.received_at as "receivedAt", e.anonymous_id as "anonymousId", e.user_id as "userId", e.email, e.properties,
        e.context
      from events e join sources s on s.id = e.source_id
      where e.tenant_id = ${tenantId} and e.seq > ${after}
        and (${span.from}::timestamptz is null or e.received_at >= ${span.from})
        and (${span.to}::timestamptz is null or e.received_at < ${span.to})
      order by e.seq limit ${pageSize}`);
    for (const { seq, ...row } of rows) {
      after = seq;
      yield {
        ...row,
        id: eventName(row.id),
        occurredAt: row.occurredAt.toISOString(),
        receivedAt: row.receivedAt.toISOString(),
      };
    }
    if (rows.length < pageSize) return;
  }
}
