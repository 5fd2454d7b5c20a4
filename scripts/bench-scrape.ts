import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { monotonic } from '../apps/server/src/system.ts';
import { consumers } from '../packages/core/src/consumers/index.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import { createCursors } from '../packages/core/src/log/index.ts';
import { createApiMetrics } from '../packages/edge-api/src/index.ts';
import { createBenchContext } from './bench-server.ts';

/** `pnpm bench:scrape`: how long one scrape of /metrics takes while a backlog of events waits for all consumers. */
const events = Number(process.argv[2] ?? 1_000_000);
const rounds = 7;

const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'bench' });
const db = createDb({ url: postgres.url, monotonic });
try {
  await migrate(db);
  for (const consumer of consumers) await createCursors(db, consumer);
  await db.query(
    sql`
    insert into events (bucket, tenant_id, source_id, id, type, is_trusted, properties, context, catalog_version,
      occurred_at, received_at)
    select n % 64, 'ten_' || n % 3, 'src', gen_random_uuid(), 'thing_done', false, '{"productId":"mug"}', '{}', 1,
      now(), now()
    from generate_series(1, ${events}) n`,
    { deadline: 10 * 60_000 },
  );
  await db.query(sql`vacuum analyze events`, { deadline: 10 * 60_000 });
  const ctx = await createBenchContext(db);
  const cold: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // A new registry has an empty cache.
    const { registry } = createApiMetrics(ctx);
    const started = performance.now();
    await registry.metrics();
    cold.push(performance.now() - started);
  }
  const { registry } = createApiMetrics(ctx);
  const started = performance.now();
  const texts = await Promise.all(Array.from({ length: 20 }, () => registry.metrics()));
  const together = performance.now() - started;
  console.log(`${events} events wait for ${consumers.length} consumers`);
  console.log(
    `one scrape: ${median(cold).toFixed(0)} ms (median of ${rounds}); twenty at once: ${together.toFixed(0)} ms`,
  );
  console.log(
    texts[0]!
      .split('\n')
      .filter((line) => /^beckon_log_lag/.test(line))
      .join('\n'),
  );
} finally {
  await db.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
