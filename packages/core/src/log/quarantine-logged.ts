import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { type quarantine, reopenEntry, resolveEntries, resolveQuarantined } from '../quarantine/index.ts';
import { writeToLog } from './append.ts';
import type { Consumer, Projection } from './consumer.ts';
import { noteMove, readEvent } from './cursors.ts';
import type { LoggedEvent } from './event.ts';
import { noteMentions } from './mentions.ts';
import { keepRetirementOut } from './retire-events.ts';

/** Quarantines a logged event that a consumer could not apply; the event stays in the log. */
export async function quarantineLogged(
  ctx: AnyContext,
  consumer: string,
  event: LoggedEvent,
  reason: string,
): Promise<void> {
  const raw = Buffer.from(JSON.stringify({ id: event.id, type: event.type, properties: event.properties }));
  const entry = {
    id: ctx.ids.newId('qrt'),
    tenantId: event.tenantId,
    sourceId: event.sourceId,
    eventId: event.id,
    isTrusted: event.isTrusted,
    consumer,
    seq: event.seq,
    code: 'consumer_failed' as const,
    reason: `${consumer} could not apply it: ${reason}`.slice(0, 500).toWellFormed(),
    raw: raw.toString('base64'),
    bytes: raw.length,
    envelope: null,
    catalogVersion: event.catalogVersion,
    receivedAt: event.receivedAt,
  };
  await writeToLog(ctx.db, [], [entry]);
  // An erasure must find the addresses in it although it was not applied.
  await noteMentions(ctx, [event]);
  // If it failed before, was applied by hand and fails again after a rebuild, its earlier entry is reopened.
  await reopenEntry(ctx, entry);
}

/**
 * Applies an event that a consumer had to skip, and closes its entry in the same transaction.
 * @throws DomainError `not_found` when the entry is already closed
 */
export async function reapply(
  ctx: Context,
  consumer: Consumer,
  tenantId: Id<'ten'>,
  entryId: string,
  seq: number,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const open = await tx.query(sql`
      select 1 from quarantine where tenant_id = ${tenantId} and id = ${entryId} and resolved_at is null for update`);
    if (open.length === 0) throw new DomainError('not_found', 'there is no open quarantine entry with this id');
    const event = await readEvent(tx, seq);
    if (event) await consumer.apply({ ...ctx, db: tx }, [event]);
    await resolveQuarantined({ ...ctx, db: tx }, tenantId, entryId, 'applied');
  });
}

/** Timeout in milliseconds: emptying a large projection is slow. */
const clearDeadline = 10 * 60_000;

/** Empties a projection and sets its cursors to the beginning; the worker rebuilds it from the log. */
export async function rebuild(ctx: Context, projection: Projection): Promise<void> {
  await ctx.db.transaction(
    async (tx) => {
      await keepRetirementOut(tx);
      await tx.query(sql`
        update log_cursors set xact = '0', seq = 0, holder = null, lease_until = null, fence = fence + 1, careful = 0,
          suspect_seq = null, suspect_attempts = 0
        where consumer = ${projection.name}`);
      // Quarantined events are read again too. Those that fail again reopen their entries.
      const open = await tx.query<Pick<typeof quarantine.$inferSelect, 'id'>>(sql`
        select q.id from quarantine q join events e on e.seq = q.seq
        where q.consumer = ${projection.name} and q.resolved_at is null`);
      await resolveEntries(
        { ...ctx, db: tx },
        open.map(({ id }) => id),
        'applied',
      );
      await projection.clear({ ...ctx, db: tx });
      // Every event in the log starts to wait now.
      await noteMove(tx, projection.name);
    },
    { deadline: clearDeadline },
  );
}
