import type { Id } from '@beckon/core/lib';
import type { Context, Statement } from '@beckon/core/ports';
import { readTenant } from '@beckon/core/tenants';
import { LRUCache } from 'lru-cache';

const freshFor = 60_000;
const remembered = 1_000;
const deadline = 1_800;

/** The currency of each shop, cached for a minute; used for amounts without one. */
export class ShopCurrencies {
  readonly #ctx: Context;
  readonly #known = new LRUCache<string, { currency: string; at: number }>({ max: remembered });

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /**
   * A cached currency is returned at once and refreshed in the background, since a shop rarely changes its currency.
   * @throws DomainError `database_unavailable` when it is not cached and cannot be read
   */
  async of(tenantId: Id<'ten'>): Promise<string> {
    const now = this.#ctx.clock.monotonic();
    const known = this.#known.get(tenantId);
    if (!known) return this.#look(tenantId, now);
    if (now - known.at >= freshFor) {
      known.at = now;
      this.#look(tenantId, now).catch(() => {});
    }
    return known.currency;
  }

  async #look(tenantId: Id<'ten'>, now: number): Promise<string> {
    const { db } = this.#ctx;
    const query = <R extends object>(statement: Statement) => db.query<R>(statement, { deadline });
    const tenant = await readTenant({ ...this.#ctx, db: { ...db, query } }, tenantId);
    if (!tenant) throw new Error(`there is no tenant ${tenantId}`);
    this.#known.set(tenantId, { currency: tenant.currency, at: now });
    return tenant.currency;
  }
}
