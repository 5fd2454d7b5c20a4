import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { createTestQueue, page } from '../testing/index.ts';
import { claimJobs, extendLeases } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { finishJobs } from './finish.ts';
import type { ClaimedJob } from './job.ts';
import { wakeJobs } from './wake.ts';

test('statements that are planned while the queue is empty do not read all of it when it is long', async () => {
  const { ctx, lease } = await createTestQueue({ maxConnections: 1 });
  await ctx.db.query(sql`vacuum analyze jobs`);
  const seen: Statement[] = [];
  const query: Context['db']['query'] = async (statement) => {
    seen.push(statement);
    return [];
  };
  const spy: Context = { ...ctx, db: { ...ctx.db, query } };
  const job: ClaimedJob = {
    ...{ id: ctx.ids.newId('job'), tenantId: ctx.ids.newId('ten'), kind: page.kind, payload: {} },
    ...{ attempts: 1, fence: 1, limitKey: null },
  };
  const item = { tenantId: job.tenantId, payload: { name: 'a' } };
  // Its answer is read; there is none here.
  await expect(enqueue(spy, page, [item])).rejects.toThrow(TypeError);
  await wakeJobs(spy);
  await claimJobs(spy, { slots: 8, lease, jobs: [page] });
  await extendLeases(spy, [job], lease);
  await finishJobs(spy, [{ job, outcome: { outcome: 'done' } }]);
  expect(seen.length).toBe(7);
  for (const { text } of seen) {
    const plan = await ctx.db.query<{ 'QUERY PLAN': string }>(
      sql.composed(sql`explain (generic_plan) ${sql.trusted(text)}`),
    );
    const lines = plan.map((row) => row['QUERY PLAN']);
    expect(
      lines.filter((line) => /Seq Scan on jobs|Bitmap Index Scan on jobs_running/.test(line)),
      text,
    ).toEqual([]);
  }
});
