import type { RetentionSettings } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { Kind } from './kinds.ts';

/** The column of each kind. */
export const retentionColumns: Record<Kind, string> = {
  jobsDays: 'keep_jobs_days',
  quarantineDays: 'keep_quarantine_days',
  visitorsDays: 'keep_visitors_days',
  unconfirmedDays: 'keep_unconfirmed_days',
  eventsDays: 'keep_events_days',
  deliveriesDays: 'keep_deliveries_days',
  variablesDays: 'keep_variables_days',
};

const columns = sql.trusted(
  Object.entries(retentionColumns)
    .map(([kind, column]) => `${column} as "${kind}"`)
    .join(', '),
);

/** For how many days a shop keeps what; null for ever. */
export async function readRetentionSettings(ctx: AnyContext, tenantId: string): Promise<RetentionSettings> {
  const [row] = await ctx.db.query<RetentionSettings>(sql`select ${columns} from tenants where id = ${tenantId}`);
  return row!;
}

/** Sets for how many days what is kept. What is older than that goes within a day. */
export async function putRetentionSettings(
  ctx: AnyContext,
  tenantId: string,
  settings: RetentionSettings,
): Promise<void> {
  const changes = Object.entries(retentionColumns).map(
    ([kind, column]) => sql`${sql.trusted(column)} = ${settings[kind as Kind]}::int`,
  );
  await ctx.db.query(sql`update tenants set ${sql.join(changes, ', ')} where id = ${tenantId}`);
  await ctx.db.query(
    sql`update retention_runs set next_at = ${ctx.clock.now()}, retry_at = null where tenant_id = ${tenantId}`,
  );
}
