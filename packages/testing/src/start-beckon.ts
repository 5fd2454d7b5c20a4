import { createTemplate, createTestDatabase, dropDatabase } from '@beckon/core/testing/database';
import { type ApiMetrics, createApiMetrics } from '@beckon/edge-api';
import { random } from '@beckon/server/system';
import { createContext } from './context.ts';
import { openShop } from './open-shop.ts';
import { startThrowAwayPostgres } from './postgres.ts';
import { type PreparedShop, setUpAt, setUpShop } from './set-up-shop.ts';
import type { Shop, ShopOptions } from './types.ts';

export type BeckonOptions = {
  /** A Postgres server that takes the place of the embedded one. Its user may create databases; ours are removed. */
  postgresUrl?: string;
};

/** A Postgres server on which shops can be opened. */
export type Beckon = AsyncDisposable & {
  /** Its Postgres: another process can open shops on it too, with `startBeckon({ postgresUrl })`. */
  readonly postgresUrl: string;
  /** Opens a fresh shop with a clock and a database of its own. */
  newShop(options?: ShopOptions): Promise<Shop>;
  /** Closes all shops and removes everything. */
  close(): Promise<void>;
};

/**
 * Starts a throw-away Beckon: one for a test file, with a shop for each test.
 * @throws Error when there is no embedded Postgres for this platform, or it cannot be started
 * @example
 * const beckon = await startBeckon();
 * const shop = await beckon.newShop({ flows: ['cart_recovery'] });
 */
export async function startBeckon({ postgresUrl }: BeckonOptions = {}): Promise<Beckon> {
  const postgres = postgresUrl === undefined ? await startThrowAwayPostgres() : null;
  const serverUrl = postgres?.url ?? postgresUrl!;
  const name = `beckon_testing_${Buffer.from(random.bytes(8)).toString('hex')}`;
  const open = new Set<Shop>();
  let opened = 0;
  let metrics: ApiMetrics | undefined;
  const removeTemplates = async () => {
    for (const each of [name, `${name}_shop`]) await dropDatabase(serverUrl, each);
  };
  const prepared = await prepareShop(serverUrl, name).catch(async (error: unknown) => {
    await (postgres?.stop() ?? removeTemplates());
    throw error;
  });

  const beckon: Beckon = {
    postgresUrl: serverUrl,
    async newShop(options = {}) {
      const database = await createTestDatabase(serverUrl, `${name}_${++opened}`, { template: `${name}_shop` });
      const remove = async () => {
        open.delete(shop);
        await database.drop();
      };
      const metricsOf = (ctx: Parameters<typeof createApiMetrics>[0]) => (metrics ??= createApiMetrics(ctx));
      const shop = await openShop(database.db, prepared, metricsOf, options, remove).catch(async (error: unknown) => {
        await database.drop();
        throw error;
      });
      open.add(shop);
      return shop;
    },
    async close() {
      for (const shop of open) await shop.close();
      await (postgres?.stop() ?? removeTemplates());
    },
    [Symbol.asyncDispose]: () => beckon.close(),
  };
  return beckon;
}

/** Makes two databases: `name` has the schema, `name_shop` also a shop. Shops of tests are copies of it. */
async function prepareShop(serverUrl: string, name: string): Promise<PreparedShop> {
  await createTemplate(serverUrl, name);
  const { db } = await createTestDatabase(serverUrl, `${name}_shop`, { template: name });
  try {
    return await setUpShop(createContext(db, setUpAt).ctx);
  } finally {
    await db.close();
  }
}
