import { orderChangesSince } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext } from './apply-events.ts';
import type { orderCancellations, orderRefunds } from './tables.ts';

type AsJson<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] };
type Refund = AsJson<typeof orderRefunds.$inferSelect>;
type Cancellation = AsJson<typeof orderCancellations.$inferSelect>;

export type OrderChanges = { refunds: Refund[]; cancellations: Cancellation[] };

/** What trusted events say about orders that were placed. */
export function readOrderChanges(trusted: readonly LoggedEvent[]): OrderChanges {
  const known = trusted.filter(({ catalogVersion }) => catalogVersion >= orderChangesSince);
  const ofOrder = ({ tenantId, properties, seq }: LoggedEvent) => ({
    tenantId: tenantId as Refund['tenantId'],
    orderId: properties.orderId as string,
    seq,
  });
  return {
    refunds: known
      .filter(({ type }) => type === 'order_refunded')
      .map((event) => ({
        ...ofOrder(event),
        refundId: event.properties.refundId as string,
        amount: event.properties.amount as number,
        currency: event.properties.currency as string,
        refundedAt: event.occurredAt,
      })),
    cancellations: known
      .filter(({ type }) => type === 'order_cancelled')
      .map((event) => ({ ...ofOrder(event), cancelledAt: event.occurredAt })),
  };
}

/** Of several events about one refund or cancellation, the first of the log counts, in whatever order they are applied. */
export async function recordOrderChanges(ctx: BatchContext, { refunds, cancellations }: OrderChanges): Promise<void> {
  if (refunds.length > 0)
    await ctx.db.query(sql`
      insert into order_refunds as r (tenant_id, order_id, refund_id, amount, currency, refunded_at, seq)
      select distinct on (1, 2, 3) "tenantId", "orderId", "refundId", amount, currency, "refundedAt", seq
      from jsonb_to_recordset(${JSON.stringify(refunds)}::text::jsonb) as g ("tenantId" text, "orderId" text,
        "refundId" text, amount bigint, currency text, "refundedAt" timestamptz, seq bigint)
      order by 1, 2, 3, seq
      on conflict (tenant_id, order_id, refund_id) do update set amount = excluded.amount, currency = excluded.currency,
        refunded_at = excluded.refunded_at, seq = excluded.seq
      where excluded.seq < r.seq`);
  if (cancellations.length > 0)
    await ctx.db.query(sql`
      insert into order_cancellations as k (tenant_id, order_id, cancelled_at, seq)
      select distinct on (1, 2) "tenantId", "orderId", "cancelledAt", seq
      from jsonb_to_recordset(${JSON.stringify(cancellations)}::text::jsonb) as g ("tenantId" text, "orderId" text,
        "cancelledAt" timestamptz, seq bigint)
      order by 1, 2, seq
      on conflict (tenant_id, order_id) do update set cancelled_at = excluded.cancelled_at, seq = excluded.seq
      where excluded.seq < k.seq`);
}
