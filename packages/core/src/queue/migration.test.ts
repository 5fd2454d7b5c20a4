import { expect, test } from 'vitest';
import { readMigrations, splitStatements, sql } from '../db/index.ts';
import { createTestQueue, lapseClaims, namesOf, note } from '../testing/index.ts';
import { enqueueAgain } from './enqueue.ts';
import { readJobOverview } from './overview.ts';

test('jobs of before are moved: those that wait, run, are dead or done, and their keys', async () => {
  const { ctx, clock, newTenant, put, claim } = await createTestQueue();
  const { id } = await newTenant();
  const run = async (text: string) => {
    for (const statement of splitStatements(text)) await ctx.db.query(sql.trusted(statement));
  };
  const migrations = await readMigrations();
  const textOf = (name: string) => migrations.find((each) => each.name.endsWith(name))!.text;
  await run(`
    drop table jobs, job_keys, finished_jobs, job_limits, job_starts;
    drop sequence job_clock_0, job_clock_1, job_clock_2;`);
  await run(textOf('create_jobs.sql'));
  await run('create index jobs_done_of_tenant on jobs (tenant_id, finished_at);');
  const now = clock.now();
  await ctx.db.query(sql`
    insert into jobs (id, tenant_id, kind, payload, unique_key, status, run_at, attempts, fence, lease_until, created_at, finished_at)
    select 'job_' || name, ${id}, kind, jsonb_build_object('name', name, 'erasureId', erasure), key, status,
      ${now}::timestamptz + later * interval '1 h', 1, 1, case when status = 'running' then now() end, ${now}, ended
    from (values
      ('ready', 'test.note', null, null, 'ready', 0, null),
      ('later', 'test.note', 'later', null, 'ready', 1, null),
      ('running', 'test.note', 'running', null, 'running', 0, null),
      ('dead', 'test.note', 'dead', null, 'dead', 0, ${now}::timestamptz),
      ('done', 'test.note', 'done', null, 'done', 0, ${now}::timestamptz),
      ('erasure', 'erasure.run', null, 'ers_1', 'ready', 1, null)
    ) as given(name, kind, key, erasure, status, later, ended)`);
  await run(textOf('queue_for_volume.sql'));
  await run(textOf('note_failures_of_jobs.sql'));

  expect(await readJobOverview(ctx, id)).toMatchObject({
    jobs: { ready: 1, scheduled: 2, running: 1, dead: 1, doneLastDay: 1 },
    deadJobs: [{ id: 'job_dead', diedAt: now.toISOString() }],
  });
  for (const key of ['later', 'running', 'dead', 'done']) {
    expect(await put(id, 'again', { uniqueKey: key }), key).toBe(0);
  }
  // An erasure had no key: asking for it again finds its job.
  const erasure = { ...note, kind: 'erasure.run' };
  await enqueueAgain(ctx, erasure, { tenantId: id, payload: { name: 'again' }, uniqueKey: 'ers_1' });
  await lapseClaims(ctx);
  expect(namesOf(await claim()).toSorted()).toEqual(['ready', 'running']);
  clock.advance(3_600_000);
  expect(namesOf(await claim()).toSorted()).toEqual(['erasure', 'later']);
});
