import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { createContext } from '../apps/server/src/context.ts';
import { openKeys } from '../apps/server/src/keys.ts';
import { createLog } from '../apps/server/src/log.ts';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { clock } from '../apps/server/src/system.ts';
import { createSmtpSender, createWebPushSender, readPushHosts } from '../packages/adapters/src/index.ts';
import { flowDefinitionSchema, type GivenFlowDefinition } from '../packages/contract/src/index.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import { advanceRuns, createFlow, publishFlow } from '../packages/core/src/flows/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { installDefaultMessages } from '../packages/core/src/messages/index.ts';
import type { Context } from '../packages/core/src/ports/index.ts';
import { saveTenant } from '../packages/core/src/tenants/index.ts';

/**
 * `pnpm bench:flows [--runs n]`: how many runs that are due at once one worker moves, by the step at which they stand,
 * and what one costs in CPU of the database (/proc/<pid>/schedstat, Linux) and of this process.
 */
const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '100000' } } });
const runs = Number(options.runs);

const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: resolve(folder, 'postgres'), password: 'bench' });
// One session, so that all the work is in one backend.
const db = createDb({
  url: postgres.url,
  maxConnections: 1,
  statementDeadline: 600_000,
  monotonic: () => performance.now(),
});
try {
  await migrate(db);
  const ctx = await openContext();
  const tenantId = await createShop(ctx);
  console.log(`${runs} runs due at once`);
  console.log('| step | runs a second | database CPU, us | worker CPU, us | memory, MB |');
  console.log('|---|---|---|---|---|');
  const wait = { id: 'step', kind: 'wait', amount: 1, unit: 'days' } as const;
  const filter = { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 3 } } as const;
  const branch = { id: 'step', kind: 'branch' as const, filter, yes: [], no: [] };
  const ends = { ...wait, id: 'end' };
  await measure(ctx, tenantId, 'wait that ends, then another', [wait, ends], true);
  await measure(ctx, tenantId, 'branch by a field, then a wait', [branch, ends], false);
  await measure(ctx, tenantId, 'message, then a wait', [{ id: 'step', kind: 'send', message: 'welcome' }, ends], false);
} finally {
  await db.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(
  ctx: Context,
  tenantId: Id<'ten'>,
  label: string,
  steps: GivenFlowDefinition['steps'],
  isWaiting: boolean,
): Promise<void> {
  const definition = flowDefinitionSchema.parse({ version: 1, trigger: { kind: 'api' }, exits: [], steps });
  const flow = await createFlow(ctx, tenantId, { name: label, description: '', definition });
  await publishFlow(ctx, tenantId, flow.id, { version: 1, runs: 'keep', includeDays: 0 });
  const due = new Date(clock.now().getTime() - 60_000);
  const trigger = JSON.stringify({ kind: 'api', at: due.toISOString() });
  await db.query(sql`
    insert into flow_runs (id, tenant_id, flow_id, version, contact_id, step_id, due_at, is_waiting, since, trigger, entered_at)
    select 'run_' || ${flow.id}::text || row_number() over (), c.tenant_id, ${flow.id}, 1, c.id, 'step', ${due}, ${isWaiting}, ${due},
      ${trigger}::text::jsonb, ${due}
    from contacts c where c.tenant_id = ${tenantId}`);
  await db.query(sql`vacuum analyze flow_runs`);
  const pid = (await db.query<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]!.pid;
  const [database, own, start] = [await cpuOf(pid), process.cpuUsage(), performance.now()];
  let moved = 0;
  let memory = 0;
  for (let count = 1; count > 0; ) {
    count = await advanceRuns(ctx);
    moved += count;
    memory = Math.max(memory, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - start) / 1_000;
  if (moved !== runs) throw new Error(`${moved} of ${runs} were moved`);
  const { user, system } = process.cpuUsage(own);
  const each = (milliseconds: number) => ((milliseconds * 1_000) / moved).toFixed(1);
  console.log(
    `| ${label} | ${Math.round(moved / seconds)} | ${each((await cpuOf(pid)) - database)} | ${each((user + system) / 1_000)} | ${Math.round(memory / 1e6)} |`,
  );
  await db.query(sql`update flow_runs set status = 'finished', due_at = null where flow_id = ${flow.id}`);
}

async function createShop(ctx: Context): Promise<Id<'ten'>> {
  const id = ctx.ids.newId('ten');
  await saveTenant(ctx, {
    id,
    name: 'Bench',
    siteUrl: 'https://shop.test',
    currency: 'USD',
    timezone: 'UTC',
    senderName: 'Bench',
    senderAddress: 'hello@shop.test',
    postalAddress: '1 Harbor Street',
  });
  await installDefaultMessages(ctx, id);
  await db.query(sql`
    insert into contacts (id, tenant_id, email, order_count, created_at)
    select 'ctc_bench' || lpad(n::text, 21, '0'), ${id}, 'bench' || n || '@example.com', n % 6, ${clock.now()}
    from generate_series(1, ${runs}) n`);
  await db.query(sql`vacuum analyze contacts`);
  return id;
}

/** Milliseconds of CPU time of a process. */
async function cpuOf(pid: number): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}

async function openContext(): Promise<Context> {
  const keys = await openKeys(db, { secret: undefined, formerSecrets: [] }, { rootSecret: 'bench' });
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
