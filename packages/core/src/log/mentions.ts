import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { addressesInJson } from './addresses-in-text.ts';
import type { LoggedEvent } from './event.ts';

/**
 * Notes which addresses the properties and contexts of events hold, so that an erasure finds them without reading the
 * log. Call it in the transaction that applies the events.
 */
export async function noteMentions(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const rows = events.flatMap(({ tenantId, seq, properties, context }) =>
    [...addressesInJson([properties, context])].map((address) => ({ tenantId, address, seq })),
  );
  if (rows.length === 0) return;
  await ctx.db.query(sql`
    insert into event_mentions (tenant_id, address, seq)
    select "tenantId", "address", "seq" from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as m ("tenantId" text, "address" text, "seq" bigint)
    order by 1, 2, 3 on conflict do nothing`);
}

/** Takes events out that leave the log. */
export async function forgetMentions(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const seqs = JSON.stringify(events.map(({ seq }) => seq));
  await ctx.db.query(sql`
    delete from event_mentions where seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
}

/** Before the log is read again from its beginning. */
export async function clearMentions(ctx: Context<Transaction>): Promise<void> {
  await ctx.db.query(sql`delete from event_mentions`);
}
