import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { MachineReason } from './machines.ts';

/** Maximum rows waiting to be written. */
const maxWaiting = 20_000;

/** Requests for the same within this time, in milliseconds, are counted in one row. */
const slotLength = 10_000;

type Row = {
  deliveryId: Id<'dlv'>;
  linkCode: string;
  slot: number;
  machine: MachineReason | '';
  fetchedAt: string;
  count: number;
};

/**
 * Collects the requests for links and images of mails, and writes them separately from the answers: a redirect does not
 * wait for it, and a crash loses the last second. However often a link is asked for, it is one row in ten seconds.
 */
export class FetchBook {
  #waiting = new Map<string, Row>();

  /** @param linkCode empty for the image that tells an open */
  note(deliveryId: Id<'dlv'>, linkCode: string, machine: MachineReason | null, at: Date): void {
    const slot = Math.floor(at.getTime() / slotLength);
    const key = `${deliveryId} ${linkCode} ${slot} ${machine}`;
    const known = this.#waiting.get(key);
    if (known) known.count++;
    else if (this.#waiting.size < maxWaiting)
      this.#waiting.set(key, {
        ...{ deliveryId, linkCode, slot, machine: machine ?? '', fetchedAt: at.toISOString(), count: 1 },
      });
  }

  /** Writes what waits, except of deliveries that do not exist. What could not be written keeps waiting. */
  async flush(ctx: AnyContext): Promise<void> {
    if (this.#waiting.size === 0) return;
    const taken = this.#waiting;
    this.#waiting = new Map();
    try {
      await ctx.db.query(sql`
        insert into mail_fetches as f (tenant_id, delivery_id, link_code, slot, machine, fetched_at, count)
        select d.tenant_id, d.id, n."linkCode", n.slot, n.machine, n."fetchedAt", n.count
        from jsonb_to_recordset(${JSON.stringify([...taken.values()])}::text::jsonb) as n ("deliveryId" text,
          "linkCode" text, slot bigint, machine text, "fetchedAt" timestamptz, count int)
        join deliveries d on d.id = n."deliveryId"
        order by 2, 3, 4, 5
        on conflict (delivery_id, link_code, slot, machine) do update set count = f.count + excluded.count`);
    } catch (error) {
      this.#waiting = new Map([...taken, ...this.#waiting].slice(0, maxWaiting));
      throw error;
    }
  }
}
