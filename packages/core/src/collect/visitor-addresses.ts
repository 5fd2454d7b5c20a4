import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { visitorAddresses } from './tables.ts';

/** How long a visitor's network is kept. */
const keptDays = 30;
const day = 24 * 60 * 60 * 1_000;

/** Maximum rows waiting to be written, and maximum rows remembered as written. */
const maxWaiting = 20_000;
const maxKnown = 50_000;

type Row = { tenantId: Id<'ten'>; anonymousId: string; day: string; ipPrefix: string; expiresAt: string };

/**
 * Collects the networks that visitors came from and writes each once a day, separately from the log and the storing of
 * events: collect does not wait for it, and a crash loses the last seconds.
 */
export class AddressBook {
  #waiting = new Map<string, Row>();
  #known = new Set<string>();

  /** @param ipPrefix the network, /24 or /48: a full address is never passed here */
  note(tenantId: Id<'ten'>, anonymousId: string, ipPrefix: string, at: Date): void {
    const today = at.toISOString().slice(0, 10);
    const key = `${tenantId}\n${anonymousId}\n${today}\n${ipPrefix}`;
    if (this.#known.has(key) || this.#waiting.has(key) || this.#waiting.size >= maxWaiting) return;
    const expiresAt = new Date(at.getTime() + keptDays * day).toISOString();
    this.#waiting.set(key, { tenantId, anonymousId, day: today, ipPrefix, expiresAt });
  }

  /** Writes the waiting rows. Rows that could not be written keep waiting. */
  async flush(ctx: AnyContext): Promise<void> {
    if (this.#waiting.size === 0) return;
    const taken = this.#waiting;
    this.#waiting = new Map();
    try {
      await ctx.db.query(sql`
        insert into visitor_addresses (tenant_id, anonymous_id, day, ip_prefix, expires_at)
        select "tenantId", "anonymousId", "day", "ipPrefix", "expiresAt"
        from jsonb_to_recordset(${JSON.stringify([...taken.values()])}::text::jsonb)
          as n ("tenantId" text, "anonymousId" text, "day" date, "ipPrefix" text, "expiresAt" timestamptz)
        order by 1, 2, 3, 4 on conflict do nothing`);
      if (this.#known.size + taken.size > maxKnown) this.#known = new Set();
      for (const key of taken.keys()) this.#known.add(key);
    } catch (error) {
      this.#waiting = new Map([...taken, ...this.#waiting].slice(0, maxWaiting));
      throw error;
    }
  }
}

/** The networks a visitor came from in the last 30 days, newest first. */
export async function readAddresses(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  anonymousId: string,
): Promise<Pick<typeof visitorAddresses.$inferSelect, 'day' | 'ipPrefix'>[]> {
  return ctx.db.query(sql`
    select to_char(day, 'YYYY-MM-DD') as day, ip_prefix as "ipPrefix" from visitor_addresses
    where tenant_id = ${tenantId} and anonymous_id = ${anonymousId} and expires_at > ${ctx.clock.now()}
    order by day desc, ip_prefix limit 200`);
}

/** Deletes the networks of visitors. */
export async function eraseAddresses(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  anonymousIds: readonly string[],
): Promise<void> {
  await ctx.db.query(sql`
    delete from visitor_addresses where tenant_id = ${tenantId} and anonymous_id in ${sql.texts(anonymousIds)}`);
}

/** Deletes older rows. @returns the number of deleted rows */
export async function forgetAddresses(ctx: AnyContext): Promise<number> {
  const gone = await ctx.db.query(
    sql`delete from visitor_addresses where expires_at <= ${ctx.clock.now()} returning 1 as gone`,
  );
  return gone.length;
}
