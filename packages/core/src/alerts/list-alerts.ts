import type { Alert, AlertPage } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { ruleDefinitions } from './rules.ts';
import type { alertRules, alerts } from './tables.ts';

type AlertRow = Omit<typeof alerts.$inferSelect, 'tenantId' | 'belowSince'> &
  Pick<typeof alertRules.$inferSelect, 'isMuted'>;

/** The place of an alert in the list: open ones first, then by id. */
export type AlertPlace = { isOpen: boolean; id: string };

export type AlertQuery = { state: 'open' | 'resolved' | undefined; limit: number; after: AlertPlace | null };

/** The alerts of a shop: open ones first, then the newest. */
export async function listAlerts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { state, limit, after }: AlertQuery,
): Promise<Omit<AlertPage, 'nextCursor'>> {
  const isOpen = sql`(a.resolved_at is null)`;
  const data = await readAlerts(
    ctx,
    tenantId,
    sql`and (${state ?? null}::text is null or ${isOpen} = (${state ?? null}::text = 'open'))
      and (${after?.id ?? null}::text is null or (${isOpen}, a.id) < (${after?.isOpen ?? null}::boolean, ${after?.id ?? null}::text))
      order by ${isOpen} desc, a.id desc limit ${limit}`,
  );
  const [counted] = await ctx.db.query<{ open: number }>(sql`
    select count(*)::int as open from alerts a where a.tenant_id = ${tenantId} and ${isOpen} and not exists (
      select from alert_rules r where r.tenant_id = a.tenant_id and r.rule = a.rule and r.is_muted)`);
  return { data, open: counted!.open };
}

/** @returns null if there is none with this id */
export async function readAlert(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'alr'>): Promise<Alert | null> {
  const [alert] = await readAlerts(ctx, tenantId, sql`and a.id = ${id}`);
  return alert ?? null;
}

/** @param rest of the statement, after conditions on the row `a` */
export async function readAlerts(ctx: AnyContext, tenantId: Id<'ten'>, rest: Statement): Promise<Alert[]> {
  const rows = await ctx.db.query<AlertRow>(sql`
    select a.id, a.rule, a.cause, a.text, a.opened_at as "openedAt", a.resolved_at as "resolvedAt", a.value,
      a.worst_value as "worstValue", a.opened_told_at as "openedToldAt", a.resolved_told_at as "resolvedToldAt",
      coalesce(r.is_muted, false) as "isMuted"
    from alerts a left join alert_rules r on r.tenant_id = a.tenant_id and r.rule = a.rule
    where a.tenant_id = ${tenantId} ${rest}`);
  return rows.map(({ openedToldAt, resolvedToldAt, ...row }) => {
    const { title, advice, runbook, severity, unit } = ruleDefinitions[row.rule];
    return {
      ...row,
      ...{ title, advice, runbook, severity, unit },
      openedAt: row.openedAt.toISOString(),
      resolvedAt: row.resolvedAt?.toISOString() ?? null,
      toldAt: (resolvedToldAt ?? openedToldAt)?.toISOString() ?? null,
    };
  });
}
