import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { appendOwnEvents } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findOwnSource } from '../sources/index.ts';
import type { MachineReason } from './machines.ts';
import type { deliveries, messages, providerEvents } from './tables.ts';

/** That a delivery was opened, or one of its links was followed, once. */
export type Act = {
  /** The id of the report: a repeat is recorded once. */
  id: string;
  deliveryId: Id<'dlv'>;
  kind: 'opened' | 'clicked';
  /** Why it counts as a machine's; null: a person did it. */
  machine: MachineReason | null;
  at: Date;
  /** Of a click: where the link leads. */
  detail: string | null;
};

type Recorded = Pick<
  typeof providerEvents.$inferSelect,
  'eventId' | 'deliveryId' | 'kind' | 'machine' | 'detail' | 'occurredAt'
> &
  Pick<typeof deliveries.$inferSelect, 'messageId' | 'channel' | 'origin'> &
  Pick<typeof messages.$inferSelect, 'key'> & { contactId: string | null; userId: string | null; email: string | null };

/**
 * Records opens and clicks of deliveries whose contacts are locked: as reports on the delivery, with the times of the first
 * one by a person, and as events in the log. Those of machines are marked as a bot's, which no flow and no segment counts.
 * A click counts as an open too.
 * @returns the ids of those that were new
 */
export async function recordActs(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  acts: readonly Act[],
): Promise<Set<string>> {
  if (acts.length === 0) return new Set();
  const rows = await ctx.db.query<Recorded>(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(acts)}::text::jsonb) as g (id text, "deliveryId" text, kind text, machine text,
        at timestamptz, detail text)
    ), added as (
      insert into provider_events (tenant_id, delivery_id, event_id, kind, detail, machine, occurred_at, recorded_at)
      select ${tenantId}, "deliveryId", id, kind, detail, machine, at, ${ctx.clock.now()}::timestamptz from given
      order by "deliveryId", id
      on conflict do nothing
      returning delivery_id, event_id, kind, detail, machine, occurred_at
    ), firsts as (
      select delivery_id, min(occurred_at) as any_at, min(occurred_at) filter (where machine is null) as opened_at,
        min(occurred_at) filter (where machine is null and kind = 'clicked') as clicked_at
      from added group by delivery_id
    ), moved as (
      update deliveries d set opened_at = least(d.opened_at, f.opened_at), clicked_at = least(d.clicked_at, f.clicked_at),
        -- It has arrived.
        status = case when d.status in ('dispatching', 'uncertain') then 'sent' else d.status end,
        reason = case when d.status in ('dispatching', 'uncertain') then null else d.reason end,
        finished_at = coalesce(d.finished_at, f.any_at)
      from firsts f where d.id = f.delivery_id and (f.opened_at is not null or d.status in ('dispatching', 'uncertain'))
    )
    select a.event_id as "eventId", a.delivery_id as "deliveryId", a.kind, a.machine, a.detail,
      a.occurred_at as "occurredAt", d.message_id as "messageId", d.channel, d.origin, m.key, c.id as "contactId",
      c.user_id as "userId", c.email
    from added a join deliveries d on d.id = a.delivery_id join messages m on m.id = d.message_id
      join contacts o on o.id = d.contact_id
      left join contacts c on c.id = coalesce(o.merged_into, o.id) and c.erased_at is null
    order by a.occurred_at, a.event_id`);
  const owned = rows.filter(({ userId, email }) => userId !== null || email !== null);
  if (owned.length > 0) await appendOwnEvents(ctx, await findOwnSource(ctx, tenantId), owned.map(toEvent));
  return new Set(rows.map(({ eventId }) => eventId));
}

function toEvent({ userId, email, kind, machine, occurredAt, ...act }: Recorded) {
  const isMachine = machine !== null;
  const { flowId, stepId, campaignId, variation } = act.origin as Record<string, string | null | undefined>;
  const origin = Object.entries({ flowId, stepId, campaignId, variation }).filter(
    ([, value]) => typeof value === 'string',
  );
  return {
    type: kind === 'opened' ? ('message_opened' as const) : ('message_clicked' as const),
    isTrusted: true,
    anonymousId: null,
    userId,
    // By one name alone: an event of two names could join two contacts.
    email: userId === null ? email : null,
    context: isMachine ? { bot: true } : {},
    occurredAt,
    properties: {
      deliveryId: act.deliveryId,
      messageId: act.messageId,
      message: act.key,
      channel: act.channel,
      isMachine,
      ...(kind === 'clicked' && act.detail !== null ? { url: act.detail } : {}),
      ...Object.fromEntries(origin),
    },
  };
}
