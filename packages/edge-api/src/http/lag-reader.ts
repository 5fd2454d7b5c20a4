import type { Id } from '@beckon/core/lib';
import { type ConsumerLag, readLag } from '@beckon/core/log';
import type { AnyContext } from '@beckon/core/ports';
import { LRUCache } from 'lru-cache';

/** Milliseconds for which an answer is reused for all callers. */
const freshFor = 3_000;
const remembered = 1_000;

type Entry = { at: number; lag: Promise<ConsumerLag[]> };

/**
 * The lag of the consumers, of all tenants together or of one. The database is queried once in three seconds however
 * many callers ask, so that readers do not slow down writers.
 */
export class LagReader {
  readonly #ctx: AnyContext;
  readonly #known = new LRUCache<string, Entry>({ max: remembered });

  constructor(ctx: AnyContext) {
    this.#ctx = ctx;
  }

  /** @param tenantId null: all tenants, only for the operator */
  read(tenantId: Id<'ten'> | null): Promise<ConsumerLag[]> {
    const now = this.#ctx.clock.monotonic();
    const key = tenantId ?? 'all tenants';
    const known = this.#known.get(key);
    if (known && now - known.at < freshFor) return known.lag;
    const entry = { at: now, lag: readLag(this.#ctx, tenantId) };
    // A failure is reported to the current callers and not cached.
    entry.lag.catch(() => this.#known.get(key) === entry && this.#known.delete(key));
    this.#known.set(key, entry);
    return entry.lag;
  }
}
