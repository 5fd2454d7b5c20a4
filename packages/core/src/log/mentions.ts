import { sql } from '../db/index.ts';
import { addressesInJson } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { ProjectionStep } from './consumer.ts';
import type { LoggedEvent } from './event.ts';

/** Replaces the addresses of an event that holds more than a few: an erasure reads such events themselves. */
export const manyAddresses = '*';

/** Maximum, so that a text full of addresses does not take many times its own space. */
const maxOfEvent = 8;

/**
 * Records which addresses the properties and contexts of events hold, so that an erasure finds them without reading the
 * log. Call it where events are applied, and where they are quarantined instead.
 */
export async function noteMentions(ctx: AnyContext, events: readonly LoggedEvent[]): Promise<void> {
  const rows = events.flatMap(({ tenantId, seq, properties, context }) => {
    const found = [...addressesInJson([properties, context])];
    const addresses = found.length > maxOfEvent ? [manyAddresses] : found;
    return addresses.map((address) => ({ tenantId, address, seq }));
  });
  if (rows.length === 0) return;
  await ctx.db.query(sql`
    insert into event_mentions (tenant_id, address, seq)
    select "tenantId", "address", "seq" from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as m ("tenantId" text, "address" text, "seq" bigint)
    order by 1, 2, 3 on conflict do nothing`);
}

/** Keeps the entries of the events that are in the log. */
export const mentionsStep: ProjectionStep = {
  apply: noteMentions,
  async clear(ctx) {
    await ctx.db.query(sql`delete from event_mentions`);
  },
  async retire(ctx, events) {
    const seqs = JSON.stringify(events.map(({ seq }) => seq));
    await ctx.db.query(sql`
      delete from event_mentions where seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
  },
};
