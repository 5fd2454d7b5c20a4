import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { QuarantineEntry } from './entries.ts';

/** Closes an open entry. */
export async function resolveQuarantined(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: string,
  resolution: string,
): Promise<void> {
  await ctx.db.query(sql`
    update quarantine set resolved_at = ${ctx.clock.now()}, resolution = ${resolution}
    where tenant_id = ${tenantId} and id = ${id} and resolved_at is null`);
}

/** Closes those of the entries that are open. */
export async function resolveEntries(ctx: AnyContext, ids: readonly Id<'qrt'>[], resolution: string): Promise<void> {
  await ctx.db.query(sql`
    update quarantine set resolved_at = ${ctx.clock.now()}, resolution = ${resolution}
    where id in ${sql.texts(ids)} and resolved_at is null`);
}

/** Opens the entry of an event of the log again, whose consumer failed on it once more. */
export async function reopenEntry(
  ctx: AnyContext,
  entry: Pick<QuarantineEntry, 'tenantId' | 'consumer' | 'seq' | 'reason'>,
): Promise<void> {
  await ctx.db.query(sql`
    update quarantine set resolved_at = null, resolution = null, reason = ${entry.reason}
    where tenant_id = ${entry.tenantId} and consumer = ${entry.consumer} and seq = ${entry.seq} and resolved_at is not null`);
}

/** Deletes entries. */
export async function deleteEntries(ctx: AnyContext, ids: readonly Id<'qrt'>[]): Promise<void> {
  await ctx.db.query(sql`delete from quarantine where id in ${sql.texts(ids)}`);
}
