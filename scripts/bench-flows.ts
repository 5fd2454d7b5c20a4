import { parseArgs } from 'node:util';
import { clock } from '../apps/server/src/system.ts';
import { flowDefinitionSchema, type GivenFlowDefinition } from '../packages/contract/src/index.ts';
import { sql } from '../packages/core/src/db/index.ts';
import { advanceRuns, createFlow, publishFlow } from '../packages/core/src/flows/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { openBench } from './bench-database.ts';
import { createBenchShop } from './bench-shop.ts';

/**
 * `pnpm bench:flows [--runs n]`: how many runs that are due at once one worker moves, by the step at which they stand,
 * and what one costs in CPU of the database (/proc/<pid>/schedstat, Linux) and of this process.
 */
const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '100000' } } });
const runs = Number(options.runs);

const bench = await openBench();
const { ctx, db } = bench;
try {
  const tenantId = await createBenchShop(bench, runs);
  console.log(`${runs} runs due at once`);
  console.log('| step | runs a second | database CPU, us | worker CPU, us | memory, MB |');
  console.log('|---|---|---|---|---|');
  const wait = { id: 'step', kind: 'wait', amount: 1, unit: 'days' } as const;
  const filter = { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 3 } } as const;
  const branch = { id: 'step', kind: 'branch' as const, filter, yes: [], no: [] };
  const ends = { ...wait, id: 'end' };
  await measure(tenantId, 'wait that ends, then another', [wait, ends], true);
  await measure(tenantId, 'branch by a field, then a wait', [branch, ends], false);
  await measure(tenantId, 'message, then a wait', [{ id: 'step', kind: 'send', message: 'welcome' }, ends], false);
} finally {
  await bench.close();
}

async function measure(
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
  const [database, own, start] = [await bench.databaseCpu(), process.cpuUsage(), performance.now()];
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
    `| ${label} | ${Math.round(moved / seconds)} | ${each((await bench.databaseCpu()) - database)} | ${each((user + system) / 1_000)} | ${Math.round(memory / 1e6)} |`,
  );
  await db.query(sql`update flow_runs set status = 'finished', due_at = null where flow_id = ${flow.id}`);
}
