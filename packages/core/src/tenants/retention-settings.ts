import type { RetentionSettings } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** The column of each kind. */
const retentionColumns: Record<keyof RetentionSettings, string> = {
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

/** Sets for how many days a shop keeps what. */
export async function saveRetentionSettings(
  ctx: AnyContext,
  tenantId: string,
  settings: RetentionSettings,
): Promise<void> {
  const changes = Object.entries(retentionColumns).map(
    ([kind, column]) => sql`${sql.trusted(column)} = ${settings[kind as keyof RetentionSettings]}::int`,
  );
  await ctx.db.query(sql`update tenants set ${sql.join(changes, ', ')} where id = ${tenantId}`);
}
