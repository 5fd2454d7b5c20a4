import type { AttributedOrder } from '@beckon/contract';
import { rateOfOrder } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { toTouchpoint } from './attribute-marked.ts';
import { resolveRange, within } from './day-range.ts';
import { columnsOf } from './models.ts';
import type { ReportQuery } from './report.ts';
import { readAttributionSettings } from './settings.ts';
import type { orderCredits } from './tables.ts';

export type OrderPlace = { placedAt: string; orderId: string };

export type OrdersQuery = Omit<ReportQuery, 'groupBy'> & {
  message?: string | undefined;
  channel?: string | undefined;
  source?: string | undefined;
  limit: number;
  before: OrderPlace | null;
};

type Credit = typeof orderCredits.$inferSelect;
type Row = Pick<
  Credit,
  | 'orderId'
  | 'contactId'
  | 'placedAt'
  | 'currency'
  | 'net'
  | 'refunded'
  | 'kind'
  | 'channel'
  | 'source'
  | 'campaignId'
  | 'flowId'
  | 'messageId'
  | 'deliveryId'
  | 'variation'
  | 'touchedAt'
> & {
  cancelledAt: Date | null;
  shareNet: number;
  shareRefunded: number;
  paidIn: string;
  rate: string | null;
  rateFrom: string | null;
};

/**
 * Orders of some days with their touchpoints and the share of each, newest first. With a filter, those in which such a
 * touchpoint has a share.
 */
export async function listAttributedOrders(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: OrdersQuery,
): Promise<AttributedOrder[]> {
  const { model: usual } = await readAttributionSettings(ctx, tenantId);
  const { net, refunded, hasShare } = columnsOf[query.model ?? usual];
  const range = await resolveRange(ctx, tenantId, query);
  const filters: [Statement, string | undefined][] = [
    [sql`c.campaign_id`, query.campaign],
    [sql`c.flow_id`, query.flow],
    [sql`c.message_id`, query.message],
    [sql`c.channel`, query.channel],
    [sql`c.source`, query.source],
  ];
  const chosen = filters.flatMap(([column, value]) => (value === undefined ? [] : [sql`and ${column} = ${value}`]));
  const isListed = chosen.length === 0 ? sql`c.place = 0` : sql`${hasShare} ${sql.join(chosen, ' ')}`;
  const { before } = query;
  const rows = await ctx.db.query<Row>(
    sql.composed(sql`
      with listed as materialized (
        select distinct c.placed_at, c.order_id from order_credits c
        where c.tenant_id = ${tenantId} and ${within(range, sql.trusted('c.placed_at'))} and ${isListed}
          and (${before?.orderId ?? null}::text is null
            or (c.placed_at, c.order_id) < (${before?.placedAt ?? null}::timestamptz, ${before?.orderId ?? null}::text))
        order by c.placed_at desc, c.order_id desc limit ${query.limit}::int
      )
      select c.order_id as "orderId", c.contact_id as "contactId", c.placed_at as "placedAt",
        o.cancelled_at as "cancelledAt", c.currency, c.net, c.refunded, c.kind, c.channel, c.source,
        c.campaign_id as "campaignId", c.flow_id as "flowId", c.message_id as "messageId", c.delivery_id as "deliveryId",
        c.variation, c.touched_at as "touchedAt", ${net} as "shareNet", ${refunded} as "shareRefunded",
        o.currency as "paidIn", trim_scale(r.rate)::text as rate, to_char(r.valid_from, 'YYYY-MM-DD') as "rateFrom"
      from listed l join order_credits c on c.tenant_id = ${tenantId} and c.order_id = l.order_id
      join orders o on o.tenant_id = c.tenant_id and o.order_id = c.order_id
      join tenants t on t.id = o.tenant_id ${rateOfOrder}
      order by c.placed_at desc, c.order_id desc, c.place`),
  );
  return [...Map.groupBy(rows, ({ orderId }) => orderId).values()].map(toOrder);
}

function toOrder(rows: Row[]): AttributedOrder {
  const { orderId, contactId, placedAt, cancelledAt, currency, net, refunded, paidIn, rate, rateFrom } = rows[0]!;
  return {
    orderId,
    contactId,
    placedAt: placedAt.toISOString(),
    cancelledAt: cancelledAt?.toISOString() ?? null,
    currency,
    ...{ gross: net + refunded, refunded, net },
    rate: rate === null ? null : { currency: paidIn, rate, validFrom: rateFrom! },
    touchpoints: rows
      .filter(({ kind }) => kind !== 'none')
      .map((row) => ({
        ...toTouchpoint(row),
        ...{ gross: row.shareNet + row.shareRefunded, refunded: row.shareRefunded, net: row.shareNet },
      })),
  };
}
