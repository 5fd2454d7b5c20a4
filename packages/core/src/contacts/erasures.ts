import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { erasures } from './tables.ts';
import type { Traces } from './traces.ts';

/** An accepted erasure. */
export type Erasure = Pick<
  typeof erasures.$inferSelect,
  'id' | 'contactId' | 'status' | 'requestedAt' | 'erasedEvents' | 'finishedAt'
>;

/**
 * An erasure in progress: the person's identifiers, and the transaction up to which consumers have to read. The
 * transaction is null after the log has moved to another cluster, whose transactions have other ids.
 */
export type RunningErasure = Erasure & Pick<typeof erasures.$inferSelect, 'traces'> & { xact: string | null };

const columns = sql.trusted(`id, contact_id as "contactId", status, requested_at as "requestedAt",
  erased_events as "erasedEvents", finished_at as "finishedAt"`);

export async function insertErasure(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { contactId, method, traces }: { contactId: Id<'ctc'>; method: string; traces: Traces },
): Promise<Erasure> {
  const [erasure] = await ctx.db.query<Erasure>(sql`
    insert into erasures (id, tenant_id, contact_id, method, traces, requested_at)
    values (${ctx.ids.newId('ers')}, ${tenantId}, ${contactId}, ${method}, ${JSON.stringify(traces)}::text::jsonb,
      ${ctx.clock.now()})
    returning ${columns}`);
  return erasure!;
}

/** The erasure of a contact, or of the contact that it was merged into. */
export async function findErasure(ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>): Promise<Erasure | null> {
  const [erasure] = await ctx.db.query<Erasure>(sql`
    select ${columns} from erasures where tenant_id = ${tenantId} and contact_id in (
      select ${contactId}::text union all
      select merged_into from contacts where tenant_id = ${tenantId} and id = ${contactId} and merged_into is not null)
    order by requested_at desc limit 1`);
  return erasure ?? null;
}

export async function readRunningErasure(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'ers'>,
): Promise<RunningErasure | null> {
  const [erasure] = await ctx.db.query<RunningErasure>(sql`
    select ${columns}, traces,
      case when xact < pg_snapshot_xmax(pg_current_snapshot()) then xact::text end as xact
    from erasures
    where tenant_id = ${tenantId} and id = ${id} and status = 'running'`);
  return erasure ?? null;
}

/** Sets the point that consumers have to reach before the erasure ends: now. */
export async function restartErasure(ctx: AnyContext, id: Id<'ers'>): Promise<void> {
  await ctx.db.query(sql`update erasures set xact = pg_current_xact_id() where id = ${id} and status = 'running'`);
}

export async function countErased(ctx: AnyContext, id: Id<'ers'>, events: number): Promise<void> {
  await ctx.db.query(sql`update erasures set erased_events = erased_events + ${events} where id = ${id}`);
}

/** Ends an erasure and deletes the person's identifiers. */
export async function finishErasure(ctx: Context<Transaction>, id: Id<'ers'>): Promise<void> {
  await ctx.db.query(sql`
    update erasures set status = 'done', traces = '{}', finished_at = ${ctx.clock.now()}
    where id = ${id} and status = 'running'`);
}

/** Erasures in progress, oldest first. */
export async function readRunningErasures(
  ctx: AnyContext,
): Promise<Pick<typeof erasures.$inferSelect, 'id' | 'tenantId' | 'requestedAt' | 'traces'>[]> {
  return ctx.db.query(sql`
    select id, tenant_id as "tenantId", requested_at as "requestedAt", traces from erasures where status = 'running'
    order by requested_at`);
}

/**
 * Removes the identifiers of persons who are being erased from events that were received before the request: such an
 * event must not create a contact for them, nor give their address to another contact. Later events may.
 */
export async function readErasedNames(
  ctx: Context<Transaction>,
): Promise<(event: LoggedEvent) => Pick<LoggedEvent, 'userId' | 'email'>> {
  const running = await readRunningErasures(ctx);
  return ({ tenantId, email, userId, receivedAt }) => {
    const theirs = running.filter(
      (erasure) => erasure.tenantId === tenantId && receivedAt <= erasure.requestedAt.toISOString(),
    );
    const isErased = (name: string | null, of: 'userIds' | 'emails') =>
      name !== null && theirs.some(({ traces }) => traces[of].includes(name));
    // An event with their user id is theirs, whatever its address.
    if (isErased(userId, 'userIds')) return { userId: null, email: null };
    return { userId, email: isErased(email, 'emails') ? null : email };
  };
}
