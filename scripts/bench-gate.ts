import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { createContext } from '../apps/server/src/context.ts';
import { openKeys } from '../apps/server/src/keys.ts';
import { createLog } from '../apps/server/src/log.ts';
import { choosePostgresDir } from '../apps/server/src/postgres/choose-data-dir.ts';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { clock } from '../apps/server/src/system.ts';
import { createSmtpSender, createWebPushSender, readPushHosts } from '../packages/adapters/src/index.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { passGate, readDueDelivery } from '../packages/core/src/messages/index.ts';
import type { Context } from '../packages/core/src/ports/index.ts';

/**
 * `pnpm bench:gate [--contacts n] [--keep folder] [--deliveries n]`: the cost of one delivery at the gate, measured alone, with
 * the consents of a large shop. CPU is that of the one backend that is used (/proc/<pid>/schedstat, Linux). Exits with 1
 * where the median is not below a millisecond of it.
 */
const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    keep: { type: 'string' },
    deliveries: { type: 'string', default: '300' },
  },
});
const goal = 1;
const deliveries = Number(options.deliveries);

const folder = options.keep ? resolve(options.keep) : join(await chooseTestFolder(), 'data');
if (!(await stat(join(folder, 'secrets.json')).catch(() => null))) {
  const size = ['--contacts', options.contacts, '--events', options.contacts];
  const { code, output } = await runBeckon(['seed', ...size], { BECKON_DATA_DIR: folder });
  if (code !== 0) throw new Error(output);
}
const { databasePassword, rootSecret } = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as {
  databasePassword: string;
  rootSecret: string;
};
const postgres = await startEmbeddedPostgres({
  dataDir: await choosePostgresDir(folder),
  password: databasePassword,
});
// One session, so that all the work is in one backend.
const db = createDb({
  url: postgres.url,
  maxConnections: 1,
  statementDeadline: 60_000,
  monotonic: () => performance.now(),
});
try {
  await migrate(db);
  const ctx = await openContext();
  const [state] = await db.query<{ rows: number }>(sql`select count(*)::int as rows from consent_state`);
  console.log(`${state!.rows} rows of consent state, ${deliveries} deliveries one by one, medians`);
  for (const channel of ['email', 'sms'] as const) {
    const { cpu, wall } = await measure(ctx, channel);
    console.log(`${channel.padEnd(6)} ${cpu.toFixed(2)} ms of database CPU, ${wall.toFixed(2)} ms of time`);
    if (!(cpu < goal)) process.exitCode = 1;
  }
} finally {
  await db.close();
  await postgres.stop();
  if (!options.keep) await rm(resolve(folder, '..'), { recursive: true, force: true });
}

async function measure(ctx: Context, channel: 'email' | 'sms'): Promise<{ cpu: number; wall: number }> {
  const made = await db.query<{ id: Id<'dlv'>; tenantId: Id<'ten'> }>(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, created_at)
    select 'dlv_bench' || ${channel}::text || lpad(row_number() over ()::text, 16, '0'), c.tenant_id, c.id, m.id, ${channel},
      'marketing', ${`bench-gate-${channel}-`}::text || c.id, '{}', ${clock.now()}
    from (
      select * from contacts tablesample system (2) where email is not null order by hashtext(id) limit ${deliveries}
    ) c join messages m on m.tenant_id = c.tenant_id and m.key = 'welcome'
    returning id, tenant_id as "tenantId"`);
  // The sample contacts have no phone number; with one, the gate makes all of its checks.
  await db.query(sql`
    update contacts set phone = '+4915100000000' where phone is null and id in (
      select contact_id from deliveries where business_key like ${`bench-gate-${channel}-%`})`);
  const [{ pid } = { pid: 0 }] = await db.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  const figures: { cpu: number; wall: number }[] = [];
  try {
    for (const { id, tenantId } of made) {
      const delivery = (await readDueDelivery(ctx, tenantId, id))!;
      const [cpu, start] = [await cpuOf(pid), performance.now()];
      await passGate(ctx, tenantId, [{ delivery, hasOptOut: true }]);
      figures.push({ cpu: (await cpuOf(pid)) - cpu, wall: performance.now() - start });
    }
  } finally {
    await db.query(sql`delete from deliveries where business_key like ${`bench-gate-${channel}-%`}`);
  }
  const median = (of: 'cpu' | 'wall') =>
    figures.map((figure) => figure[of]).sort((a, b) => a - b)[figures.length >> 1]!;
  return { cpu: median('cpu'), wall: median('wall') };
}

/** Milliseconds of CPU time of a process. */
async function cpuOf(pid: number): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}

async function openContext(): Promise<Context> {
  const keys = await openKeys(db, { secret: undefined, formerSecrets: [] }, { rootSecret });
  const email = createSmtpSender({ url: 'smtp://127.0.0.1:1' });
  const push = createWebPushSender({ keys: keys.vapid, hosts: readPushHosts(), clock });
  return createContext({
    db,
    log: createLog('error'),
    keys,
    senders: { email: () => email, sms: () => null, push: () => push },
    captcha: { vendor: null, fallback: 'altcha' },
    publicUrl: 'http://localhost',
  });
}
