import type { Context } from '@beckon/core/ports';
import { findSourceByKey, type KnownSource } from '@beckon/core/sources';
import { LRUCache } from 'lru-cache';
import type { ApiDeps } from '../deps.ts';
import { KeyTries } from './key-tries.ts';

const freshFor = 5_000;
/** Milliseconds after which a cached entry is looked up again before use. */
const usefulFor = 60_000;
/** Milliseconds to wait for the fresh state of a cached source; the rest of the request also needs the database. */
const patience = 150;
const remembered = 1_000;
const deadline = 1_800;

type Entry = { source: KnownSource | null; at: number };

/**
 * Sources by key, cached for a few seconds: a revoked or expired key stops working within that time. Keys that are not
 * cached as valid are looked up only as often as their network may try.
 */
export class SourceDirectory {
  readonly tries: KeyTries;
  /** API keys that were good when they were last looked up. */
  readonly goodApiKeys = new LRUCache<string, true>({ max: remembered });
  readonly #ctx: Context;
  readonly #known = new LRUCache<string, Entry>({ max: remembered });
  readonly #underWay = new Map<string, Promise<KnownSource | null>>();

  constructor(deps: Pick<ApiDeps, 'ctx' | 'limits' | 'clientAddress'>) {
    this.#ctx = deps.ctx;
    this.tries = new KeyTries(deps);
  }

  /** @throws DomainError `rate_limited` */
  byWriteKey(request: Request, key: string): Promise<KnownSource | null> {
    return this.#remember(key, 'write', () => this.tries.take(request, false));
  }

  /** @throws DomainError `rate_limited` */
  bySecretKey(request: Request, key: string): Promise<KnownSource | null> {
    const isInHeader = request.headers.has('authorization');
    return this.#remember(key, 'secret', () => this.tries.take(request, isInHeader));
  }

  /** The cached state of a key, without a database query; undefined when there is none. */
  findCached(key: string): KnownSource | null | undefined {
    return this.#known.get(key)?.source;
  }

  async #remember(key: string, kind: 'write' | 'secret', take: () => () => void): Promise<KnownSource | null> {
    const entry = this.#known.get(key);
    const age = entry ? this.#now() - entry.at : Number.POSITIVE_INFINITY;
    if (entry && age < freshFor) return entry.source;
    const isUseful = entry && age <= usefulFor;
    const looking = this.#underWay.get(key) ?? this.#look(key, kind, isUseful && entry.source ? null : take());
    if (!isUseful) return looking;
    // The database is unavailable or slow: the cached entry still tells whose events these are; storing them will show
    // whether the database works.
    const { promise: waited, resolve } = Promise.withResolvers<KnownSource | null>();
    const timer = setTimeout(() => resolve(entry.source), patience);
    return Promise.race([looking.catch(() => entry.source), waited]).finally(() => clearTimeout(timer));
  }

  /** @param takeBack takes back the attempt that this look-up counts as */
  #look(key: string, kind: 'write' | 'secret', takeBack: (() => void) | null): Promise<KnownSource | null> {
    const { db } = this.#ctx;
    const query: Context['db']['query'] = (statement) => db.query(statement, { deadline });
    const looking = findSourceByKey({ ...this.#ctx, db: { ...db, query } }, kind, key)
      .catch((error) => {
        takeBack?.();
        throw error;
      })
      .then((source) => {
        if (source) takeBack?.();
        this.#known.set(key, { source, at: this.#now() });
        return source;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, looking);
    looking.catch(() => {});
    return looking;
  }

  #now(): number {
    return this.#ctx.clock.monotonic();
  }
}
