import type { AuditAction, AuditEntry } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { auditEntries } from './tables.ts';

type AuditRow = Pick<typeof auditEntries.$inferSelect, 'id' | 'action' | 'summary' | 'occurredAt'> &
  Pick<AuditEntry, 'actor' | 'target' | 'before' | 'after'>;

/** The changes of a shop, the newest first. */
export async function listAudit(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { limit, before }: { limit: number; before: string | null },
): Promise<AuditEntry[]> {
  const rows = await ctx.db.query<AuditRow>(sql`
    select id, jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, action,
      jsonb_build_object('kind', target_kind, 'id', target_id) as target, summary, before, after,
      occurred_at as "occurredAt"
    from audit_entries
    where tenant_id = ${tenantId} and (${before}::text is null or id < ${before}::text)
    order by id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}

/** How often something was done since a given time. */
export async function countAudit(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  action: AuditAction,
  since: Date,
): Promise<number> {
  const [{ count } = { count: 0 }] = await ctx.db.query<{ count: number }>(sql`
    select count(*)::int as count from audit_entries
    where tenant_id = ${tenantId} and action = ${action} and occurred_at > ${since}`);
  return count;
}
