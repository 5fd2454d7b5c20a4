import { beforeEach, expect, test } from 'vitest';
import { listQuarantine, replayQuarantined, validateEvent } from '../collect/index.ts';
import { sql } from '../db/index.ts';
import type { Context } from '../ports/index.ts';
import { collect, createTestContext, drain, lapseLeases } from '../testing/index.ts';
import { writeToLog } from './append.ts';
import { ConsumerRunner, createProjection, type Projection } from './consumer.ts';
import type { LoggedEvent, StoredEvent } from './event.ts';
import { readLag } from './lag.ts';
import { reapply, rebuild } from './quarantine-logged.ts';

const { ctx, newTenant } = await createTestContext({ maxConnections: 8 });
await ctx.db.query(sql`create table applied (position bigint generated always as identity, name text, holder text)`);

let number = 0;
let consumer: string;
beforeEach(() => {
  consumer = `consumer ${++number}`;
});

/** A consumer that records what it applies; `fate` may throw or kill the session. */
const recorder = (
  holder: string,
  fate: (
    event: LoggedEvent,
    ctx: Pick<Context, 'db'> | { db: Parameters<Projection['apply']>[0]['db'] },
  ) => unknown = () => {},
): Projection =>
  createProjection(consumer, [
    {
      async apply({ db }, events) {
        for (const event of events) {
          await fate(event, { db });
          await db.query(
            sql`insert into applied (name, holder) values (${`${consumer} ${event.properties.name}`}, ${holder})`,
          );
        }
      },
      async clear({ db }) {
        await db.query(sql`delete from applied where name like ${`${consumer} %`}`);
      },
    },
  ]);

const applied = async () =>
  (
    await ctx.db.query<{ name: string }>(
      sql`select name from applied where name like ${`${consumer} %`} order by position`,
    )
  ).map(({ name }) => name.slice(consumer.length + 1));

const lag = async () => (await readLag(ctx)).find(({ name }) => name === consumer)?.lag;
const step = (name: string, userId = 'u') => ({ id: name, type: 'step_done', userId, properties: { name } });
const runnerOf = (holder: string, given = recorder(holder), context = ctx) =>
  new ConsumerRunner(context, given, { holder });

const finish = (runner: ConsumerRunner) => drain(ctx, runner, recorder('any'));

/** A runner that applies only this tenant's events and skips those of earlier tests. */
async function skipStoredEvents(): Promise<void> {
  await finish(runnerOf('broom', createProjection(consumer, [])));
  await lapseLeases(ctx, consumer);
  await ctx.db.query(sql`update log_cursors set holder = null, careful = 0 where consumer = ${consumer}`);
}

test('a worker that was silent too long changes nothing any more', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('a'), step('b')]);
  const second = runnerOf('second');
  let isPaused = false;
  // The first worker reads the waiting events, then stops for so long that another takes over and applies them.
  const slow: Context = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: async (work, options) => {
        if (!isPaused) {
          isPaused = true;
          await lapseLeases(ctx, consumer, 'first');
          await finish(second);
        }
        return ctx.db.transaction(work, options);
      },
    },
  };
  const first = runnerOf('first', recorder('first'), slow);
  await first.heartbeat();
  await expect.poll(async () => (await first.turn()).state).toBe('failing');
  expect(await applied()).toEqual(['a', 'b']);
  await collect(ctx, tenant.server, [step('c')]);
  await Promise.all([finish(second), finish(first)]);
  expect(await applied()).toEqual(['a', 'b', 'c']);
});

test('applied events are applied once, whichever worker continues', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('a'), step('b')]);
  await finish(runnerOf('first'));
  await lapseLeases(ctx, consumer);
  await finish(runnerOf('second'));
  expect(await applied()).toEqual(['a', 'b']);
});

test('an event whose transaction is still open is waited for, although later ones have been committed', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  const runner = runnerOf('worker');
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: isWritten, resolve: written } = Promise.withResolvers<void>();
  const open = ctx.db.transaction(async (tx) => {
    const early = validateEvent(ctx, step('early'), tenant.server, {}, ctx.clock.now()) as StoredEvent;
    await writeToLog(tx, [early], []);
    written();
    await mayCommit;
  });
  await isWritten;
  await collect(ctx, tenant.server, [step('late 1'), step('late 2')]);
  await runner.heartbeat();
  expect(await runner.turn()).toMatchObject({ state: 'idle' });
  expect(await applied()).toEqual([]);
  commit();
  await open;
  await finish(runner);
  expect(await applied()).toEqual(['early', 'late 1', 'late 2']);
});

test('an event that cannot be applied is quarantined after three attempts, and the others are processed', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [
    step('a'),
    step('b'),
    step('poison'),
    step('c'),
    ...Array.from({ length: 20 }, (_, other) => step(`other ${other}`, `other ${other}`)),
  ]);
  let tries = 0;
  const fate = ({ properties }: LoggedEvent) => {
    if (properties.name !== 'poison') return;
    tries++;
    throw new Error('does not taste');
  };
  const runner = runnerOf('worker', recorder('worker', fate));
  await finish(runner);
  const names = await applied();
  expect(names.filter((name) => !name.startsWith('other'))).toEqual(['a', 'b', 'c']);
  expect(names).toHaveLength(23);
  // Once with all the others, then three times alone.
  expect(tries).toBe(4);
  expect(await listQuarantine(ctx, tenant.id, { limit: 10, before: null })).toEqual([
    expect.objectContaining({
      code: 'consumer_failed',
      reason: `${consumer} could not apply it: Error: does not taste`,
    }),
  ]);
  // The bucket is as fast as before.
  await collect(ctx, tenant.server, [step('d')]);
  await finish(runner);
  expect((await applied()).at(-1)).toBe('d');
});

test('an event that kills its process is quarantined after three deaths, and the next worker continues', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('a'), step('killer'), step('b')]);
  let deaths = 0;
  // The database sees a killed process as a connection that ends in the middle of the transaction.
  const fate = async ({ properties }: LoggedEvent, { db }: { db: Pick<Context['db'], 'query'> }) => {
    if (properties.name !== 'killer') return;
    deaths++;
    await db.query(sql`select pg_terminate_backend(pg_backend_pid())`);
  };
  for (let life = 0; life < 6; life++) {
    const runner = runnerOf(`life ${life}`, recorder(`life ${life}`, fate));
    await runner.heartbeat();
    let state = 'idle';
    const isOver = async () => state === 'failing' || (await lag()) === 0;
    while (!(await isOver())) ({ state } = await runner.turn());
    await lapseLeases(ctx, consumer);
  }
  expect(await applied()).toEqual(['a', 'b']);
  expect(deaths).toBe(4);
  expect(await listQuarantine(ctx, tenant.id, { limit: 10, before: null })).toEqual([
    expect.objectContaining({ code: 'consumer_failed', reason: expect.stringContaining('the process died') }),
  ]);
});

async function untilApplied(runner: ConsumerRunner): Promise<void> {
  await expect
    .poll(
      async () => {
        await runner.turn();
        return lag();
      },
      { interval: 1, timeout: 10_000 },
    )
    .toBe(0);
}

test('an event that ends its database session each time stops neither its worker nor its bucket', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('a'), step('killer'), step('b'), step('c', 'somebody else')]);
  const fate = async ({ properties }: LoggedEvent, { db }: { db: Pick<Context['db'], 'query'> }) => {
    if (properties.name === 'killer') await db.query(sql`select pg_terminate_backend(pg_backend_pid())`);
  };
  const runner = runnerOf('worker', recorder('worker', fate));
  await runner.heartbeat();
  await untilApplied(runner);
  expect((await applied()).toSorted()).toEqual(['a', 'b', 'c']);
  expect(await listQuarantine(ctx, tenant.id, { limit: 10, before: null })).toHaveLength(1);
});

test('database outages do not count as failed attempts of an event', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('a')]);
  let losses = 5;
  const fate = async (_: LoggedEvent, { db }: { db: Pick<Context['db'], 'query'> }) => {
    if (losses-- > 0) await db.query(sql`select pg_terminate_backend(pg_backend_pid())`);
  };
  const runner = runnerOf('worker', recorder('worker', fate));
  await runner.heartbeat();
  await untilApplied(runner);
  expect(await applied()).toEqual(['a']);
});

test('a quarantined event is applied again after the fix, once, and fails visibly when it fails again', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('poison')]);
  let isFixed = false;
  const fate = () => {
    if (!isFixed) throw new Error('not yet');
  };
  const given = recorder('worker', fate);
  const worker = runnerOf('worker', given);
  await finish(worker);
  await worker.release();
  const page = { limit: 10, before: null };
  const [entry] = await listQuarantine(ctx, tenant.id, page);
  const replay = await replayQuarantined(ctx, tenant.id, entry!.id);
  expect(replay).toEqual({ result: 'reapply', consumer, seq: expect.any(Number) });
  const { seq } = replay as { seq: number };

  await expect(reapply(ctx, given, tenant.id, entry!.id, seq)).rejects.toThrow('not yet');
  expect(await listQuarantine(ctx, tenant.id, page)).toHaveLength(1);
  isFixed = true;
  await reapply(ctx, given, tenant.id, entry!.id, seq);
  expect(await applied()).toEqual(['poison']);
  expect(await listQuarantine(ctx, tenant.id, page)).toEqual([]);

  isFixed = false;
  await rebuild(ctx, given);
  await finish(
    runnerOf(
      'second worker',
      recorder('second worker', (event) => event.tenantId === tenant.id && fate()),
    ),
  );
  expect(await listQuarantine(ctx, tenant.id, page)).toEqual([expect.objectContaining({ id: entry!.id })]);
});

test('two at once on the same entry apply it once', async () => {
  const tenant = await newTenant();
  await skipStoredEvents();
  await collect(ctx, tenant.server, [step('poison')]);
  await finish(
    runnerOf(
      'worker',
      recorder('worker', () => Promise.reject(new Error('no'))),
    ),
  );
  const [entry] = await listQuarantine(ctx, tenant.id, { limit: 10, before: null });
  const replay = (await replayQuarantined(ctx, tenant.id, entry!.id)) as { seq: number };
  await Promise.allSettled(
    Array.from({ length: 5 }, () => reapply(ctx, recorder('hand'), tenant.id, entry!.id, replay.seq)),
  );
  expect(await applied()).toEqual(['poison']);
});

test('workers share the buckets, and a worker that stops gives its own back at once', async () => {
  const tenant = await newTenant();
  const [first, second] = [runnerOf('first'), runnerOf('second')];
  await first.heartbeat();
  await second.heartbeat();
  await first.heartbeat();
  await second.heartbeat();
  const held = await ctx.db.query(sql`
    select holder, count(*)::int as buckets from log_cursors where consumer = ${consumer} group by holder order by holder`);
  expect(held).toEqual([
    { holder: 'first', buckets: 32 },
    { holder: 'second', buckets: 32 },
  ]);
  await first.release();
  await collect(ctx, tenant.server, [step('a'), step('b', 'v')]);
  await finish(second);
  expect((await readLag(ctx)).find(({ name }) => name === consumer)).toMatchObject({
    lag: 0,
    lagSeconds: 0,
    bucketsLeased: 64,
  });
});
