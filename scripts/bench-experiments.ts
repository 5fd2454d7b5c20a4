import { parseArgs } from 'node:util';
import { sql } from '../packages/core/src/db/index.ts';
import {
  assignAll,
  createExperiment,
  keepHoldoutCounts,
  keepTallies,
  reportExperiment,
  reportHoldout,
  startExperiment,
} from '../packages/core/src/experiments/index.ts';
import { openBench } from './bench-database.ts';
import { createBenchShop } from './bench-shop.ts';

/**
 * `pnpm bench:experiments [--contacts n]`: how long it takes to assign all contacts of a shop to two variations, to count
 * what came of them with one delivery for each, to count the holdout, and to read both reports.
 */
const { values: options } = parseArgs({ options: { contacts: { type: 'string', default: '500000' } } });
const contacts = Number(options.contacts);
const number = new Intl.NumberFormat('en');

const bench = await openBench();
const { ctx, db } = bench;

async function time(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  console.log(`${what.padEnd(40)} ${number.format(Math.round(performance.now() - start))} ms`);
}

try {
  const tenantId = await createBenchShop(bench, contacts);
  const campaignId = 'cmp_bench';
  const id = await db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const experimentId = await createExperiment(inTx, tenantId, {
      owner: { kind: 'campaign', campaignId },
      metric: 'revenue',
      variations: ['a', 'b'].map((key) => ({ key, name: key, weight: 1, isHoldout: false })),
      decideAfterSeconds: null,
    });
    await startExperiment(inTx, tenantId, experimentId);
    return experimentId;
  });
  const all = sql`select id as contact_id from contacts where tenant_id = ${tenantId}`;
  console.log(`${number.format(contacts)} contacts`);
  await time('assign all', () =>
    db.transaction((tx) => assignAll({ ...ctx, db: tx }, tenantId, id, all), { deadline: 120_000 }),
  );
  await db.query(
    sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, origin)
    select 'dlv_bench' || right(a.contact_id, 21), a.tenant_id, a.contact_id, m.id, m.channel, m.category, a.contact_id, '{}',
      'sent', a.assigned_at,
      jsonb_build_object('kind', 'campaign', 'campaignId', ${campaignId}::text, 'variation', a.variation)
    from experiment_assignments a join messages m on m.tenant_id = a.tenant_id and m.key = 'welcome'`,
    { deadline: 120_000 },
  );
  await db.query(sql`
    insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
    select tenant_id, contact_id, contact_id, 5000, 'USD', assigned_at, row_number() over ()
    from experiment_assignments where right(contact_id, 1) = '7'`);
  await db.query(sql`update tenants set holdout_percent = 10, holdout_salt = 'bench', holdout_since = created_at`);
  await db.query(sql`vacuum analyze`, { deadline: 120_000 });
  await time('count the experiment', () => keepTallies(ctx));
  await time('read its report', () => reportExperiment(ctx, tenantId, id));
  await time('count the holdout', () => keepHoldoutCounts(ctx));
  await time('read its report', () => reportHoldout(ctx, tenantId));
} finally {
  await bench.close();
}
