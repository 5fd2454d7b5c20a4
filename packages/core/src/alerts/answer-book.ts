import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Milliseconds. Faster answers are not recorded. */
export const slowFrom = 1_000;

/** Milliseconds from which an answer is logged as well. */
const loggedFrom = 5_000;

const minute = 60_000;

/** Maximum rows waiting to be written: routes of shops, by the minute. */
const maxWaiting = 5_000;

type Row = { tenantId: Id<'ten'>; route: string; minute: string; requests: number; slowestMs: number };

/**
 * Collects slow answers of the API, and writes them separately from the requests, so that a worker can open alerts about
 * them. A crash loses what was not written yet.
 */
export class AnswerBook {
  #waiting = new Map<string, Row>();

  /** @param tenantId null: the request belongs to no shop, and is only logged */
  note(ctx: AnyContext, tenantId: Id<'ten'> | null, route: string, milliseconds: number): void {
    if (milliseconds <= slowFrom) return;
    const ms = Math.ceil(milliseconds);
    if (milliseconds > loggedFrom) ctx.log.warn('the API answered slowly', { tenantId, route, milliseconds: ms });
    if (tenantId === null) return;
    const at = new Date(Math.floor(ctx.clock.now().getTime() / minute) * minute).toISOString();
    const key = `${tenantId} ${route} ${at}`;
    const known = this.#waiting.get(key);
    if (known) {
      known.requests++;
      known.slowestMs = Math.max(known.slowestMs, ms);
    } else if (this.#waiting.size < maxWaiting)
      this.#waiting.set(key, { tenantId, route, minute: at, requests: 1, slowestMs: ms });
  }

  /** Writes what waits in one statement. What could not be written keeps waiting. */
  async flush(ctx: AnyContext): Promise<void> {
    if (this.#waiting.size === 0) return;
    const taken = this.#waiting;
    this.#waiting = new Map();
    try {
      await ctx.db.query(sql`
        insert into slow_answers as s (tenant_id, route, minute, requests, slowest_ms)
        select "tenantId", route, minute, requests, "slowestMs"
        from jsonb_to_recordset(${JSON.stringify([...taken.values()])}::text::jsonb) as n ("tenantId" text, route text,
          minute timestamptz, requests int, "slowestMs" int)
        order by 1, 2, 3
        on conflict (tenant_id, route, minute) do update set requests = s.requests + excluded.requests,
          slowest_ms = greatest(s.slowest_ms, excluded.slowest_ms)`);
    } catch (error) {
      this.#waiting = new Map([...taken, ...this.#waiting].slice(0, maxWaiting));
      throw error;
    }
  }
}
