import { type AttributionModel, maxWindowHours, type Touchpoint } from '@beckon/contract';
import { inShopCurrency, netOfOrder, rateOfOrder } from '../contacts/index.ts';
import { DatabaseUnavailable, sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { buildPath, type PathTouch, visitGap } from './build-path.ts';
import { readInteractions } from './read-interactions.ts';
import { markAllOrders, readAttributionSettings } from './settings.ts';
import { creditTouches } from './split-credit.ts';
import type { attributionMarks, orderCredits } from './tables.ts';

const hour = 60 * 60 * 1_000;

/** What happened this long before an order may matter to it, milliseconds. */
export const longestWindow = maxWindowHours * hour + visitGap;

/** Maximum orders of one transaction. */
const batchSize = 200;

/** Computes the credits of all orders that are marked. */
export async function attributeMarked(ctx: Context): Promise<void> {
  await markAllOrders(ctx);
  try {
    while (await ctx.db.transaction((tx) => attributeBatch({ ...ctx, db: tx })));
  } catch (error) {
    ctx.log.warn('a batch of orders could not be attributed: each goes alone', { error: describeError(error) });
    await attributeAlone(ctx);
  }
}

/** One order that cannot be attributed must not stop the others. It keeps its credits, and is tried again when it changes. */
async function attributeAlone(ctx: Context): Promise<void> {
  const marked = await ctx.db.query<Mark>(sql`
    select tenant_id as "tenantId", order_id as "orderId" from attribution_marks where order_id is not null
    group by 1, 2 order by min(id) limit ${batchSize}::int`);
  for (const { tenantId, orderId } of marked) {
    const take = (tx: Transaction) =>
      tx.query(sql`delete from attribution_marks where tenant_id = ${tenantId} and order_id = ${orderId}`);
    try {
      await ctx.db.transaction(async (tx) => {
        await take(tx);
        await attributeOrders({ ...ctx, db: tx }, tenantId, [orderId!]);
      });
    } catch (error) {
      // Without the database, all fail: their marks stay.
      if (error instanceof DatabaseUnavailable) throw error;
      ctx.log.error('an order could not be attributed', { tenant: tenantId, error: describeError(error) });
      await ctx.db.transaction(take);
    }
  }
}

type Mark = Pick<typeof attributionMarks.$inferSelect, 'tenantId' | 'orderId'>;

/** @returns whether more may be marked */
async function attributeBatch(ctx: Context<Transaction>): Promise<boolean> {
  const marks = await ctx.db.query<Mark>(sql`
    delete from attribution_marks where id in (
      select id from attribution_marks where order_id is not null order by id limit ${batchSize}::int for update skip locked)
    returning tenant_id as "tenantId", order_id as "orderId"`);
  const byTenant = [...Map.groupBy(marks, ({ tenantId }) => tenantId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [tenantId, own] of byTenant) {
    await attributeOrders(ctx, tenantId, [...new Set(own.map(({ orderId }) => orderId!))]);
  }
  return marks.length === batchSize;
}

/**
 * Computes the credits of orders from what is known now. Two workers never compute one order at the same time, and each reads
 * after it has locked: the last one to write has seen the most.
 */
async function attributeOrders(ctx: Context<Transaction>, tenantId: Id<'ten'>, orderIds: string[]): Promise<void> {
  await ctx.db.query(sql`
    select from orders where tenant_id = ${tenantId} and order_id in ${sql.texts(orderIds)} order by order_id for update`);
  const settings = await readAttributionSettings(ctx, tenantId);
  const orders = await readOrders(ctx, tenantId, orderIds);
  const lookBack = Math.max(...Object.values(settings.windows)) * hour + visitGap;
  const interactions = await readInteractions(ctx, tenantId, orderIds, lookBack);
  const credits = orders.flatMap((order) =>
    creditOrder(order, buildPath(interactions.get(order.orderId)!, order.placedAt, settings.windows)),
  );
  await ctx.db.query(sql`
    delete from order_credits where tenant_id = ${tenantId} and order_id in ${sql.texts(orderIds)}`);
  await insertCredits(ctx, credits);
  await recordConversions(ctx, credits, settings);
}

type Order = Pick<
  typeof orderCredits.$inferSelect,
  'tenantId' | 'orderId' | 'contactId' | 'placedAt' | 'isCancelled' | 'currency' | 'net' | 'refunded'
>;

/** The orders with their amounts in the currency of the shop, or in their own where there is no rate. */
async function readOrders(ctx: Context<Transaction>, tenantId: Id<'ten'>, orderIds: string[]): Promise<Order[]> {
  return ctx.db.query<Order>(sql`
    select tenant_id as "tenantId", order_id as "orderId", contact_id as "contactId", placed_at as "placedAt",
      cancelled_at is not null as "isCancelled", case when value is null then currency else shop_currency end as currency,
      coalesce(net_value, net) as net, coalesce(value - net_value, total - net) as refunded
    from (
      select o.*, t.currency as shop_currency, ${netOfOrder} as net, ${inShopCurrency(sql.trusted('o.total'))} as value,
        ${inShopCurrency(netOfOrder)} as net_value
      from orders o join tenants t on t.id = o.tenant_id ${rateOfOrder}
      where o.tenant_id = ${tenantId} and o.order_id in ${sql.texts(orderIds)}
    ) o`);
}

type Credit = typeof orderCredits.$inferInsert;

/** One row per touchpoint; without any, one row that has everything. */
function creditOrder(order: Order, path: readonly PathTouch[]): Credit[] {
  const { net, refunded } = order;
  if (path.length === 0) {
    const whole = { linearNet: net, positionNet: net, timeDecayNet: net };
    const back = { linearRefunded: refunded, positionRefunded: refunded, timeDecayRefunded: refunded };
    return [
      { ...order, place: 0, kind: 'none', ...whole, ...back, isFirst: true, isLast: true, isLastNonDirect: true },
    ];
  }
  const last = path.length - 1;
  const named = path.findLastIndex(({ channel }) => channel !== 'direct');
  return creditTouches(path, order).map((share, place) => {
    const { at, ...touch } = path[place]!;
    return {
      ...{ ...order, ...touch, place, touchedAt: at },
      ...{ isFirst: place === 0, isLast: place === last, isLastNonDirect: place === (named < 0 ? last : named) },
      ...{ linearNet: share.linear.net, linearRefunded: share.linear.refunded },
      ...{ positionNet: share.position.net, positionRefunded: share.position.refunded },
      ...{ timeDecayNet: share.time_decay.net, timeDecayRefunded: share.time_decay.refunded },
    };
  });
}

async function insertCredits(ctx: Context<Transaction>, credits: readonly Credit[]): Promise<void> {
  await ctx.db.query(sql`
    insert into order_credits (tenant_id, order_id, place, contact_id, placed_at, is_cancelled, currency, net, refunded, kind,
      channel, source, campaign_id, flow_id, message_id, delivery_id, variation, touched_at, is_first, is_last,
      is_last_non_direct, linear_net, linear_refunded, position_net, position_refunded, time_decay_net,
      time_decay_refunded)
    select * from jsonb_to_recordset(${JSON.stringify(credits)}::text::jsonb) as c ("tenantId" text, "orderId" text, place int,
      "contactId" text, "placedAt" timestamptz, "isCancelled" boolean, currency text, net bigint, refunded bigint,
      kind text, channel text, source text, "campaignId" text, "flowId" text, "messageId" text, "deliveryId" text,
      variation text, "touchedAt" timestamptz, "isFirst" boolean, "isLast" boolean, "isLastNonDirect" boolean,
      "linearNet" bigint, "linearRefunded" bigint, "positionNet" bigint, "positionRefunded" bigint,
      "timeDecayNet" bigint, "timeDecayRefunded" bigint)`);
}

/** Writes down, once for each order, that it got credit: what is told to others does not change. */
async function recordConversions(
  ctx: Context<Transaction>,
  credits: readonly Credit[],
  { model }: { model: AttributionModel },
): Promise<void> {
  const attributed = credits.filter(({ kind, net }) => kind !== 'none' && net > 0);
  if (attributed.length === 0) return;
  const rows = [...Map.groupBy(attributed, ({ orderId }) => orderId).values()].map((touches) => {
    const { tenantId, orderId, contactId, net, currency, placedAt } = touches[0]!;
    const told = { firstTouch: toTouchpoint(touches[0]!), lastTouch: toTouchpoint(touches.at(-1)!) };
    return { tenantId, orderId, contactId, model, value: net, currency, ...told, convertedAt: placedAt };
  });
  await ctx.db.query(sql`
    insert into conversions (tenant_id, order_id, contact_id, model, value, currency, first_touch, last_touch, converted_at,
      recorded_at)
    select "tenantId", "orderId", "contactId", model, value, currency, "firstTouch", "lastTouch", "convertedAt",
      ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as c ("tenantId" text, "orderId" text, "contactId" text,
      model text, value bigint, currency text, "firstTouch" jsonb, "lastTouch" jsonb, "convertedAt" timestamptz)
    order by 1, 2 on conflict do nothing`);
}

type TouchFields = Partial<Pick<Credit, keyof Omit<Touchpoint, 'at' | 'kind'>>> & Pick<Credit, 'kind' | 'touchedAt'>;

/** The touchpoint of a row of credits. */
export function toTouchpoint(row: TouchFields): Touchpoint {
  const { campaignId = null, flowId = null, messageId = null, deliveryId = null, variation = null } = row;
  return {
    at: row.touchedAt!.toISOString(),
    kind: row.kind as Touchpoint['kind'],
    channel: row.channel!,
    source: row.source ?? null,
    ...{ campaignId, flowId, messageId, deliveryId, variation },
  };
}
