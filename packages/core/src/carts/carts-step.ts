import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { CartLine } from './contents.ts';

type Change = { seq: number; tenantId: string; cartId: string | null; kind: string; lines: CartLine[]; at: string };
type Order = {
  seq: number;
  tenantId: string;
  cartId: string | null;
  isTrusted: boolean;
  anonymousId: string | null;
  at: string;
};

/**
 * Records what changes and closes carts. Only facts are stored, each under the sequence number of its event, so the
 * order in which the events of a person are applied makes no difference. Runs after the step that finds their contacts.
 */
export const cartsStep: ProjectionStep = {
  async apply(ctx, events) {
    await recordChanges(ctx, events.flatMap(readChange));
    await recordOrders(ctx, events.flatMap(readOrder));
  },

  async clear(ctx) {
    await ctx.db.query(sql`delete from cart_changes`);
    await ctx.db.query(sql`delete from cart_orders`);
    await ctx.db.query(sql`delete from carts`);
  },
};

async function recordChanges(ctx: Context<Transaction>, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await ctx.db.query(sql`
    with recorded as (
      insert into cart_changes (tenant_id, seq, person_id, cart_id, kind, lines, occurred_at)
      select c."tenantId", c.seq, t.person_id, c."cartId", c.kind, c.lines, c.at
      from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as c (
        seq bigint, "tenantId" text, "cartId" text, kind text, lines jsonb, at timestamptz)
      -- The step before has found whose events these are.
      join timeline t on t.seq = c.seq and t.tenant_id = c."tenantId"
      order by 1, 2
      on conflict do nothing
      returning tenant_id, person_id, occurred_at
    )
    insert into carts (tenant_id, person_id, last_change_at)
    select tenant_id, person_id, max(occurred_at) from recorded group by 1, 2 order by 1, 2
    on conflict (tenant_id, person_id) do update set is_settled = false,
      last_change_at = greatest(carts.last_change_at, excluded.last_change_at)`);
}

async function recordOrders(ctx: Context<Transaction>, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return;
  await ctx.db.query(sql`
    with placed as (
      select * from jsonb_to_recordset(${JSON.stringify(orders)}::text::jsonb) as o (
        seq bigint, "tenantId" text, "cartId" text, "isTrusted" boolean, "anonymousId" text, at timestamptz)
    )
    insert into cart_orders (tenant_id, seq, person_id, cart_id, is_trusted, placed_at)
    select o."tenantId", o.seq, p.id, o."cartId", o."isTrusted", o.at
    from placed o cross join lateral (
      select t.person_id as id from timeline t where t.seq = o.seq and t.tenant_id = o."tenantId"
      union
      -- The browser that an order of the shop's server names.
      select v.id from visitors v where v.tenant_id = o."tenantId" and v.anonymous_id = o."anonymousId"
    ) p
    order by 1, 2, 3
    on conflict do nothing`);
}

const kinds: Readonly<Record<string, Change['kind']>> = {
  added_to_cart: 'added',
  removed_from_cart: 'removed',
  checkout_started: 'contents',
};

function readChange({ seq, tenantId, type, properties, context, occurredAt: at }: LoggedEvent): Change[] {
  const kind = Object.hasOwn(kinds, type) ? kinds[type]! : null;
  if (kind === null || context.bot === true) return [];
  const lines = (kind === 'contents' ? listOf(properties.items) : [properties]).flatMap(readLine);
  // A checkout that names no products says nothing about the contents.
  if (lines.length === 0) return [];
  return [{ seq, tenantId, cartId: textOf(properties.cartId), kind, lines, at }];
}

function readOrder({ seq, tenantId, type, isTrusted, anonymousId, properties, occurredAt: at }: LoggedEvent): Order[] {
  if (type !== 'placed_order') return [];
  return [{ seq, tenantId, cartId: textOf(properties.cartId), isTrusted, anonymousId, at }];
}

function readLine(line: unknown): CartLine[] {
  const { productId, variantId, quantity, price, currency } = (line ?? {}) as Record<string, unknown>;
  const id = textOf(productId);
  if (id === null) return [];
  return [
    {
      productId: id,
      variantId: textOf(variantId),
      quantity: typeof quantity === 'number' ? quantity : 1,
      price: typeof price === 'number' ? price : null,
      currency: textOf(currency),
    },
  ];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
