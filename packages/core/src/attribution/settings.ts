import { type AttributionSettings, defaultAttributionSettings } from '@beckon/contract';
import { eq, sql, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { attributionMarks, attributionSettings } from './tables.ts';

/** The model and the windows of a shop. */
export async function readAttributionSettings(ctx: AnyContext, tenantId: Id<'ten'>): Promise<AttributionSettings> {
  const { model, windows } = attributionSettings;
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ model, windows }).from(attributionSettings).where(eq(attributionSettings.tenantId, tenantId)),
  );
  return row ?? defaultAttributionSettings;
}

/** Call it in a transaction: with other windows, all orders are attributed again. */
export async function putAttributionSettings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { model, windows }: AttributionSettings,
): Promise<AttributionSettings> {
  const before = await readAttributionSettings(ctx, tenantId);
  await withBuilder(ctx.db, (build) =>
    build
      .insert(attributionSettings)
      .values({ tenantId, model, windows })
      .onConflictDoUpdate({ target: attributionSettings.tenantId, set: { model, windows } }),
  );
  const isOther = Object.entries(windows).some(
    ([name, hours]) => before.windows[name as keyof typeof windows] !== hours,
  );
  if (isOther) await attributeAll(ctx, tenantId);
  return { model, windows };
}

/** Lets all orders of a shop be attributed again. */
export async function attributeAll(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await withBuilder(ctx.db, (build) => build.insert(attributionMarks).values({ tenantId, orderId: null }));
}

/** Maximum milliseconds in which the orders of a large shop are marked. */
const deadline = 60_000;

/** Marks each order of shops whose orders are all to be attributed again. */
export async function markAllOrders(ctx: Context): Promise<void> {
  await ctx.db.query(
    sql`
    with whole as (
      delete from attribution_marks where order_id is null returning tenant_id
    )
    insert into attribution_marks (tenant_id, order_id)
    select o.tenant_id, o.order_id from orders o where o.tenant_id in (select tenant_id from whole)`,
    { deadline },
  );
}
