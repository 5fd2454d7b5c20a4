import type { RetentionSettings } from '@beckon/contract';
import { eq, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { tenants } from './tables.ts';

/** The column of each kind. */
const columns = {
  jobsDays: tenants.keepJobsDays,
  quarantineDays: tenants.keepQuarantineDays,
  visitorsDays: tenants.keepVisitorsDays,
  unconfirmedDays: tenants.keepUnconfirmedDays,
  eventsDays: tenants.keepEventsDays,
  deliveriesDays: tenants.keepDeliveriesDays,
  variablesDays: tenants.keepVariablesDays,
};

/** For how many days a shop keeps what; null for ever. */
export async function readRetentionSettings(ctx: AnyContext, tenantId: Id<'ten'>): Promise<RetentionSettings> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select(columns).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row!;
}

/** Sets for how many days a shop keeps what. */
export async function saveRetentionSettings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  settings: RetentionSettings,
): Promise<void> {
  const set = {
    keepJobsDays: settings.jobsDays,
    keepQuarantineDays: settings.quarantineDays,
    keepVisitorsDays: settings.visitorsDays,
    keepUnconfirmedDays: settings.unconfirmedDays,
    keepEventsDays: settings.eventsDays,
    keepDeliveriesDays: settings.deliveriesDays,
    keepVariablesDays: settings.variablesDays,
  };
  await withBuilder(ctx.db, (build) => build.update(tenants).set(set).where(eq(tenants.id, tenantId)));
}
