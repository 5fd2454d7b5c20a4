import type { RetentionSettings } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { saveRetentionSettings } from '../tenants/index.ts';

/** Sets for how many days what is kept. What is older than that goes within a day. */
export async function putRetentionSettings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  settings: RetentionSettings,
): Promise<void> {
  await saveRetentionSettings(ctx, tenantId, settings);
  await ctx.db.query(
    sql`update retention_runs set next_at = ${ctx.clock.now()}, retry_at = null where tenant_id = ${tenantId}`,
  );
}
