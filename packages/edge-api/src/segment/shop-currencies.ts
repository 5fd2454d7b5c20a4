import { readTenant } from '@beckon/core/access';
import type { Context } from '@beckon/core/ports';

const freshFor = 60_000;
const remembered = 1_000;
const deadline = 1_800;

/** The currency of each shop, remembered for a minute: amounts may come without one. */
export class ShopCurrencies {
  readonly #ctx: Context;
  readonly #known = new Map<string, { currency: string; at: number }>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** @throws DomainError `database_unavailable` when it is not known and cannot be asked for */
  async of(tenantId: string): Promise<string> {
    const now = this.#ctx.clock.now().getTime();
    const known = this.#known.get(tenantId);
    if (known && now - known.at < freshFor) return known.currency;
    const { db } = this.#ctx;
    const ctx = {
      ...this.#ctx,
      db: {
        ...db,
        query: <R extends object>(statement: Parameters<typeof db.query>[0]) => db.query<R>(statement, { deadline }),
      },
    };
    try {
      const tenant = await readTenant(ctx, tenantId);
      if (!tenant) throw new Error(`there is no tenant ${tenantId}`);
      this.#known.delete(tenantId);
      this.#known.set(tenantId, { currency: tenant.currency, at: now });
      if (this.#known.size > remembered) this.#known.delete(this.#known.keys().next().value!);
      return tenant.currency;
    } catch (error) {
      // The database is away: a shop does not change its currency meanwhile; storing will tell the caller.
      if (known) return known.currency;
      throw error;
    }
  }
}
