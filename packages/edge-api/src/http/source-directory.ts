import { findSourceBySecretKey, findSourceByWriteKey, type KnownSource } from '@beckon/core/access';
import type { Context } from '@beckon/core/ports';

const freshFor = 5_000;
const remembered = 1_000;
const deadline = 1_800;

type Entry = { source: KnownSource | null; at: number };

/** Sources by key, remembered for a few seconds: a revoked key dies within that time. */
export class SourceDirectory {
  readonly #ctx: Context;
  readonly #known = new Map<string, Entry>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  byWriteKey(key: string): Promise<KnownSource | null> {
    return this.#remember(`write ${key}`, (ctx) => findSourceByWriteKey(ctx, key));
  }

  bySecretKey(key: string): Promise<KnownSource | null> {
    return this.#remember(`secret ${key}`, (ctx) => findSourceBySecretKey(ctx, key));
  }

  async #remember(name: string, find: (ctx: Context) => Promise<KnownSource | null>): Promise<KnownSource | null> {
    const now = this.#ctx.clock.now().getTime();
    const entry = this.#known.get(name);
    if (entry && now - entry.at < freshFor) return entry.source;
    try {
      const { db } = this.#ctx;
      const source = await find({
        ...this.#ctx,
        db: { ...db, query: (statement) => db.query(statement, { deadline }) },
      });
      this.#known.delete(name);
      this.#known.set(name, { source, at: now });
      if (this.#known.size > remembered) this.#known.delete(this.#known.keys().next().value!);
      return source;
    } catch (error) {
      // The database is away: what was known lately still says whose events these are; storing them will tell.
      if (entry) return entry.source;
      throw error;
    }
  }
}
