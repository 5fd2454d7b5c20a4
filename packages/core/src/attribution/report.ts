import type { Attribution, AttributionGrouping, AttributionModel, TouchKind } from '@beckon/contract';
import { touchKinds } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { type DayRange, resolveRange, within } from './day-range.ts';
import { columnsOf } from './models.ts';
import { readAttributionSettings } from './settings.ts';
import type { orderCredits } from './tables.ts';

export type ReportQuery = DayRange & {
  model?: AttributionModel | undefined;
  groupBy?: AttributionGrouping | undefined;
  campaign?: string | undefined;
  flow?: string | undefined;
};

type Credits = typeof orderCredits.$inferSelect;

type Sums = Pick<Credits, 'currency' | 'kind'> & {
  /** Whether the row is of all kinds together, and of all keys together. */
  isAllKinds: boolean;
  isAllKeys: boolean;
  /** Null: of all rows together. */
  isNone: boolean | null;
  key: string | null;
  orders: number;
  customers: number;
  touchpoints: number;
  net: number;
  refunded: number;
};

const keyOf: Record<AttributionGrouping, Statement> = {
  campaign: sql.trusted('c.campaign_id'),
  flow: sql.trusted('c.flow_id'),
  channel: sql.trusted('c.channel'),
  source: sql.trusted('c.source'),
  message: sql.trusted('c.message_id'),
};

/** What campaigns, flows, channels, sources or messages earned in some days, by the day of the order in the zone of the shop. */
export async function readAttribution(ctx: AnyContext, tenantId: Id<'ten'>, query: ReportQuery): Promise<Attribution> {
  const { groupBy = 'campaign' } = query;
  const { model: usual } = await readAttributionSettings(ctx, tenantId);
  const model = query.model ?? usual;
  const range = await resolveRange(ctx, tenantId, query);
  const { net, refunded, hasShare } = columnsOf[model];
  const rows = await ctx.db.query<Sums>(
    sql.composed(sql`
      select currency, key, kind, is_none as "isNone", grouping(kind) = 1 as "isAllKinds", grouping(key) = 1 as "isAllKeys",
        count(distinct order_id) filter (where not is_cancelled)::int as orders,
        count(distinct contact_id) filter (where not is_cancelled)::int as customers, count(*)::int as touchpoints,
        sum(net)::bigint as net, sum(refunded)::bigint as refunded
      from (
        select c.currency, ${keyOf[groupBy]} as key, c.kind, c.kind = 'none' as is_none, c.order_id, c.contact_id,
          c.is_cancelled, ${net} as net, ${refunded} as refunded
        from order_credits c
        where c.tenant_id = ${tenantId} and ${hasShare} and ${within(range, sql.trusted('c.placed_at'))}
          ${only(sql`c.campaign_id`, query.campaign)} ${only(sql`c.flow_id`, query.flow)}
      ) c
      group by grouping sets ((currency, is_none, key), (currency, is_none, key, kind), (currency, is_none),
        (currency, is_none, kind), (currency))`),
  );
  const names = await readNames(ctx, tenantId, groupBy, rows);
  const own = rows.filter(({ currency }) => currency === range.currency);
  return {
    model,
    groupBy,
    from: range.from,
    to: range.to,
    currency: range.currency,
    groups: own
      .filter((row) => row.isAllKinds && !row.isAllKeys && !row.isNone)
      .toSorted((a, b) => b.net - a.net || compareKeys(a.key, b.key))
      .map((row) => ({
        key: row.key,
        name: row.key === null ? null : (names.get(row.key) ?? null),
        ...toCredit(
          row,
          own.filter((part) => !part.isAllKinds && !part.isAllKeys && !part.isNone && part.key === row.key),
        ),
      })),
    ...totalsOf(own),
    otherCurrencies: rows
      .filter((row) => row.currency !== range.currency && isTotal(row))
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
      .map((row) => ({ currency: row.currency, orders: row.orders, ...amountsOf(row) })),
  };
}

const only = (column: Statement, id: string | undefined) => (id === undefined ? sql`` : sql`and ${column} = ${id}`);

const compareKeys = (a: string | null, b: string | null) => (String(a) < String(b) ? -1 : 1);

/** Of all rows of a currency: only this set of the grouping leaves out whether they are of a touchpoint. */
const isTotal = (row: Sums) => row.isAllKinds && row.isAllKeys && row.isNone === null;

function totalsOf(own: readonly Sums[]) {
  const of = (isNone: boolean | null) =>
    own.find((row) => row.isAllKinds && row.isAllKeys && row.isNone === isNone) ?? nothing;
  const parts = own.filter((row) => !row.isAllKinds && row.isAllKeys && row.isNone === false);
  return {
    attributed: toCredit(of(false), parts),
    unattributed: { orders: of(true).orders, ...amountsOf(of(true)) },
    total: { orders: of(null).orders, ...amountsOf(of(null)) },
  };
}

const nothing = { orders: 0, customers: 0, touchpoints: 0, net: 0, refunded: 0 };

const amountsOf = ({ net, refunded }: Pick<Sums, 'net' | 'refunded'>) => ({ gross: net + refunded, refunded, net });

/** Clicks and used coupons say for sure that the contact read the message. */
const isCertain = (kind: TouchKind | 'none') => kind === 'click' || kind === 'coupon';

function toCredit(
  sum: Omit<Sums, 'currency' | 'kind' | 'key' | 'isNone' | 'isAllKinds' | 'isAllKeys'>,
  parts: readonly Sums[],
) {
  const certain = parts.filter(({ kind }) => isCertain(kind)).reduce((total, { net }) => total + net, 0);
  return {
    orders: sum.orders,
    customers: sum.customers,
    ...amountsOf(sum),
    breakdown: touchKinds.flatMap((kind) => {
      const part = parts.find((row) => row.kind === kind);
      return part ? [{ kind, touchpoints: part.touchpoints, ...amountsOf(part) }] : [];
    }),
    confidence: sum.net > 0 ? Math.round((certain / sum.net) * 10_000) / 10_000 : null,
  };
}

async function readNames(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  groupBy: AttributionGrouping,
  rows: readonly Sums[],
): Promise<Map<string, string>> {
  if (groupBy !== 'flow' && groupBy !== 'message') return new Map();
  const table = groupBy === 'flow' ? sql`flows` : sql`messages`;
  const ids = [...new Set(rows.flatMap(({ key }) => key ?? []))];
  const named = await ctx.db.query<{ id: string; name: string }>(sql`
    select id, name from ${table} where tenant_id = ${tenantId} and id in ${sql.texts(ids)}`);
  return new Map(named.map(({ id, name }) => [id, name]));
}
