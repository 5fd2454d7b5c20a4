import { suppressionHash } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { mailboxProviderOf } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { channels } from './channels.ts';
import { type DueDelivery, deliveryById } from './due-delivery.ts';
import { gateRules } from './gate-rules.ts';
import { holdableOrigin, shareHolds } from './holds.ts';
import { type QuietHours, readQuietHours } from './quiet-hours.ts';
import type { SkipReason, WaitReason } from './reasons.ts';

/** A delivery that has been rendered and asks to be sent. */
export type AskingDelivery = {
  delivery: DueDelivery;
  /** The rendered message contains a way to opt out. */
  hasOptOut: boolean;
  /** For an SMS: in how many segments it is sent. */
  segments?: number | undefined;
};

export type GateVerdict =
  | { verdict: 'dispatch'; fence: number }
  | { verdict: 'skip'; reason: SkipReason }
  /** It may be sent later: it stays due, and is checked in full again at that time. */
  | { verdict: 'wait'; reason: WaitReason; until: Date }
  /** The address or the contact differs from the one that the message was rendered for: render it again. */
  | { verdict: 'moved' }
  /** Another worker has it, or it is settled. */
  | { verdict: 'not_due' };

/** What the gate decided by, kept with the delivery. Counts and times are those of the moment of the decision. */
export type GateFacts = {
  decidedAt: string;
  /** Positions in the consent ledger of the entries that granted the channel and marketing; null: not granted. */
  channelEntry: number | null;
  marketingEntry: number | null;
  suppression: string | null;
  /** Marketing messages in the seven days before, and the shop's limit. */
  thisWeek: number;
  weeklyCap: number;
  /** The contact's last marketing message, and the frequency that they chose. */
  lastAt: string | null;
  frequency: string | null;
  /** When the contact's quiet hours end; null: it is not within quiet hours, or they do not apply. */
  quietUntil: string | null;
  /** The country or zone in whose hours they were read, since the contact's zone is unknown. */
  quietIn?: string | null;
  /** Whether the product that the message is about is in stock; null: it is about none. */
  inStock: boolean | null;
  /** For an SMS: in how many segments it is sent. */
  segments?: number | null;
  /** While its flow is paused: from when on it would have been sent. */
  heldSince?: string;
};

/**
 * The gate that every message passes. Decides a set of a tenant's deliveries and commits `dispatching` before any byte
 * is sent. The contacts' rows are locked first, in the order that all callers use. An unsubscribe takes the same lock,
 * so whichever commits first takes effect, and two deliveries to one contact cannot both be the last that the cap
 * allows. Everything that the decision uses, including the address, is read after the lock.
 * @returns one verdict for each delivery, in the order given
 */
export async function passGate(
  ctx: Context,
  tenantId: string,
  asking: readonly AskingDelivery[],
): Promise<GateVerdict[]> {
  if (asking.length === 0) return [];
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await shareHolds(
      inTx,
      asking.flatMap(({ delivery }) => holdableOrigin(delivery.origin) ?? []),
    );
    const now = ctx.clock.now();
    const verdicts = new Map<string, GateVerdict>();
    const recipients = await lockRecipients(inTx, asking);
    const open = asking.flatMap((one) => {
      const contact = recipients.get(one.delivery.contactId);
      const address = contact ? channels[one.delivery.channel].addressOf(contact) : null;
      if (!contact?.mergedInto && address === one.delivery.address) {
        return [{ ...one, quiet: readQuietHours(now, one.delivery, contact ?? { timezone: null, phone: null }) }];
      }
      verdicts.set(one.delivery.id, { verdict: 'moved' });
      return [];
    });
    await followMerges(
      inTx,
      tenantId,
      asking.map(({ delivery }) => delivery).filter(({ contactId }) => recipients.get(contactId)?.mergedInto),
    );
    for (const round of oncePerContact(open)) {
      for (const [id, verdict] of await decide(inTx, tenantId, round)) verdicts.set(id, verdict);
    }
    return asking.map(({ delivery }) => verdicts.get(delivery.id) ?? { verdict: 'not_due' });
  });
}

type Recipient = {
  id: string;
  email: string | null;
  phone: string | null;
  timezone: string | null;
  mergedInto: string | null;
};

async function lockRecipients(
  ctx: Context<Transaction>,
  asking: readonly AskingDelivery[],
): Promise<Map<string, Recipient>> {
  const ids = [...new Set(asking.map(({ delivery }) => delivery.contactId))];
  // Reads only one table, so that it returns the rows as they are once the locks are held.
  const rows = await ctx.db.query<Recipient>(sql`
    select id, email, phone, timezone, merged_into as "mergedInto" from contacts
    where id in ${sql.texts(ids)} order by id for update`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Gives deliveries to the contact that theirs was merged into; that contact's preferences decide. */
async function followMerges(
  ctx: Context<Transaction>,
  tenantId: string,
  merged: readonly DueDelivery[],
): Promise<void> {
  if (merged.length === 0) return;
  await ctx.db.query(sql`
    update deliveries d set contact_id = c.merged_into from contacts c
    where d.tenant_id = ${tenantId} and d.id = any(array${sql.texts(merged.map(({ id }) => id))}) and d.status = 'due'
      and c.id = d.contact_id and c.merged_into is not null`);
}

type OpenDelivery = AskingDelivery & { quiet: QuietHours };

/** Splits a set into rounds with one delivery for each contact: a round counts what the rounds before it dispatched. */
function oncePerContact(open: readonly OpenDelivery[]): OpenDelivery[][] {
  const rounds: OpenDelivery[][] = [];
  const taken = new Map<string, number>();
  for (const one of open) {
    const round = taken.get(one.delivery.contactId) ?? 0;
    taken.set(one.delivery.contactId, round + 1);
    rounds[round] ??= [];
    rounds[round].push(one);
  }
  return rounds;
}

async function decide(
  ctx: Context<Transaction>,
  tenantId: string,
  open: readonly OpenDelivery[],
): Promise<[string, GateVerdict][]> {
  const now = ctx.clock.now();
  const asked = open.map(({ delivery: { id, channel, address, platform, message }, hasOptOut, segments, quiet }) => ({
    id,
    address,
    addressHash: suppressionHash(ctx, tenantId, channel, address ?? '').toString('hex'),
    mailboxProvider: channel === 'email' && address ? mailboxProviderOf(address) : null,
    platform,
    hasOptOut,
    segments: segments ?? null,
    messageVersion: message.version,
    quietUntil: quiet.until?.toISOString() ?? null,
    quietIn: quiet.assumed,
  }));
  // Materialized, since each is used several times: inlined, Postgres repeats its subqueries in every place.
  const rows = await ctx.db.query<{
    id: string;
    status: string;
    reason: SkipReason | WaitReason | null;
    fence: number;
    waitsUntil: Date | null;
  }>(sql`
    with asked as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as a (
        id text, address text, "addressHash" text, "mailboxProvider" text, platform text, "hasOptOut" boolean,
        segments int, "messageVersion" int, "quietUntil" timestamptz, "quietIn" text)
    ), due as materialized (
      select d.*, a.address, decode(a."addressHash", 'hex') as sent_to, a."mailboxProvider" as provider, a.platform as asked_platform,
        a."hasOptOut" as has_opt_out, a.segments, a."quietUntil" as quiet_until,
        a."quietIn" as quiet_in, a."messageVersion" as rendered_version
      from asked a cross join lateral (${deliveryById(sql.trusted('a.id'))}) d
      where d.tenant_id = ${tenantId} and d.status = 'due'
    ), ${gateRules(tenantId, now)}
    update deliveries d set
      status = v.next_status, reason = v.reason, platform = v.asked_platform,
      fence = d.fence + 1, attempts = d.attempts + case when v.next_status = 'due' then 0 else 1 end,
      waits_until = case when v.next_status = 'due' then v.waits_until end,
      dispatched_at = case when v.next_status = 'dispatching' then ${now}::timestamptz end,
      address_hash = case when v.next_status = 'dispatching' then v.sent_to end,
      mailbox_provider = case when v.next_status = 'dispatching' then u.provider end,
      message_version = case when v.next_status = 'dispatching' then u.rendered_version end,
      finished_at = case when v.next_status = 'skipped' then ${now}::timestamptz end,
      facts = jsonb_build_object('decidedAt', ${now.toISOString()}::text, 'channelEntry', v.channel_entry,
        'marketingEntry', v.marketing_entry, 'suppression', v.suppression, 'thisWeek', v.this_week,
        'weeklyCap', v.weekly_cap, 'lastAt', v.last_at, 'frequency', v.frequency, 'quietUntil', v.quiet_until,
        'quietIn', v.quiet_in, 'inStock', v.is_in_stock, 'segments', v.segments)
        || case when v.reason = 'on_hold' then jsonb_build_object('heldSince',
          coalesce(case when d.reason = 'on_hold' then d.facts ->> 'heldSince' end, ${now.toISOString()}::text))
          else '{}' end
    from verdict v join due u on u.id = v.id
    -- Compared with what was read: by the status alone, Postgres might read all deliveries that are due.
    where d.id = v.id and d.id = any(array(select id from verdict)) and d.status = u.status
    returning d.id, d.status, d.reason, d.fence, d.waits_until as "waitsUntil"`);
  return rows.map(({ id, status, reason, fence, waitsUntil }) => {
    if (status === 'dispatching') return [id, { verdict: 'dispatch', fence }];
    if (status === 'skipped') return [id, { verdict: 'skip', reason: reason as SkipReason }];
    return [id, { verdict: 'wait', reason: reason as WaitReason, until: waitsUntil! }];
  });
}
