import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext, drain } from '../testing/index.ts';
import { writeToLog } from './append.ts';
import { adoptLog, assertLogOfCluster } from './cluster.ts';
import { ConsumerRunner, createProjection } from './consumer.ts';
import { rebuild } from './quarantine-logged.ts';

const far = 1_000_000_000;

/** A log with consumers that record what they apply. */
async function setUp() {
  const context = await createTestContext({ maxConnections: 6 });
  const { ctx } = context;
  await ctx.db.query(
    sql`create table applied (position bigint generated always as identity, consumer text, name text)`,
  );
  const tenant = await context.newTenant();
  const consumerOf = (name: string) =>
    createProjection(name, [
      {
        async apply({ db }, events) {
          for (const { properties } of events) {
            await db.query(sql`insert into applied (consumer, name) values (${name}, ${String(properties.name)})`);
          }
        },
        clear: async ({ db }) => void (await db.query(sql`delete from applied where consumer = ${name}`)),
      },
    ]);
  const store = (names: string[], userId = 'u') =>
    collect(
      ctx,
      tenant.server,
      names.map((name) => ({ id: name, type: 'step_done', userId, properties: { name } })),
    );
  const appliedBy = async (consumer: string) =>
    (
      await ctx.db.query<{ name: string }>(sql`select name from applied where consumer = ${consumer} order by position`)
    ).map(({ name }) => name);
  /** Puts the log in the state it would have in a cluster with its own transaction counter. */
  const restoreElsewhere = async () => {
    await change(sql`update events set xact = ((xact::text)::bigint + ${far}::bigint)::text::xid8`);
    await ctx.db.query(sql`
      update log_cursors set xact = ((xact::text)::bigint + ${far}::bigint)::text::xid8 where seq > 0`);
  };
  const change = (statement: ReturnType<typeof sql>) =>
    ctx.db.transaction(async (tx) => {
      await tx.query(sql`alter table events disable trigger events_are_immutable`);
      await tx.query(statement);
      await tx.query(sql`alter table events enable trigger events_are_immutable`);
    });
  return { ...context, tenant, consumerOf, store, appliedBy, restoreElsewhere, change };
}

const adopting = 'beckon log adopt';

test('a new log and a restarted one belong to their cluster', async () => {
  const { ctx, store } = await setUp();
  await assertLogOfCluster(ctx.db);
  await store(['a']);
  await assertLogOfCluster(ctx.db);
  expect(await adoptLog(ctx.db)).toEqual({ rebased: false });
});

test('a log of another cluster is refused until it is adopted; then nothing is lost and nothing repeated', async () => {
  const { ctx, consumerOf, store, appliedBy, restoreElsewhere } = await setUp();
  await assertLogOfCluster(ctx.db);
  const [quick, slow, never] = [consumerOf('quick'), consumerOf('slow'), consumerOf('never')];
  await store(['a', 'b']);
  await applyAll(ctx, slow);
  await store(['c', 'd'], 'other');
  await store(['e']);
  await applyAll(ctx, quick);
  await store(['f', 'g']);
  await restoreElsewhere();

  await expect(assertLogOfCluster(ctx.db)).rejects.toThrow(adopting);
  // Without the repair, the new event lies below the cursor and is skipped.
  await store(['new']);
  const runner = new ConsumerRunner(ctx, quick, { holder: 'too early' });
  await runner.heartbeat();
  expect(await runner.turn()).toMatchObject({ state: 'idle' });
  await runner.release();
  await ctx.db.query(sql`delete from events where properties->>'name' = 'new'`);

  expect(await adoptLog(ctx.db, { batchSize: 2 })).toEqual({ rebased: true });
  await assertLogOfCluster(ctx.db);
  await store(['h'], 'other');
  await store(['i']);
  for (const consumer of [quick, slow, never]) await applyAll(ctx, consumer);
  const ofPerson = (names: string[]) => names.filter((name) => !'cdh'.includes(name));
  for (const consumer of ['quick', 'slow', 'never']) {
    const names = await appliedBy(consumer);
    expect(names.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    expect(ofPerson(names)).toEqual(['a', 'b', 'e', 'f', 'g', 'i']);
  }
  await rebuild(ctx, quick);
  await applyAll(ctx, quick);
  expect(ofPerson(await appliedBy('quick'))).toEqual(['a', 'b', 'e', 'f', 'g', 'i']);
  // A change to an event is still refused unless it is an erasure.
  await expect(ctx.db.query(sql`update events set xact = '9'`)).rejects.toThrow('append-only');
});

test('an adoption that was interrupted is refused at the start, and goes on where it stopped', async () => {
  const { ctx, consumerOf, store, appliedBy, restoreElsewhere } = await setUp();
  await store(['a', 'b', 'c']);
  await applyAll(ctx, consumerOf('one'));
  await store(['d', 'e']);
  await restoreElsewhere();
  let batches = 0;
  const interrupted = adoptLog(ctx.db, {
    batchSize: 1,
    onProgress() {
      if (++batches === 3) throw new Error('power cut');
    },
  });
  await expect(interrupted).rejects.toThrow('power cut');
  await expect(assertLogOfCluster(ctx.db)).rejects.toThrow('not finished');
  await adoptLog(ctx.db, { batchSize: 1 });
  await assertLogOfCluster(ctx.db);
  await applyAll(ctx, consumerOf('one'));
  expect(await appliedBy('one')).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a log whose cluster is another one is refused, also where nothing is ahead of it', async () => {
  const { ctx, store } = await setUp();
  await assertLogOfCluster(ctx.db);
  await store(['a']);
  await ctx.db.query(sql`update log_home set system_identifier = '7'`);
  await expect(assertLogOfCluster(ctx.db)).rejects.toThrow(adopting);
  expect(await adoptLog(ctx.db)).toEqual({ rebased: false });
  await assertLogOfCluster(ctx.db);
});

test('nothing is adopted under a worker that runs', async () => {
  const { ctx, consumerOf, store, restoreElsewhere } = await setUp();
  await store(['a']);
  const runner = new ConsumerRunner(ctx, consumerOf('one'), { holder: 'worker' });
  await drain(ctx, runner, consumerOf('one'));
  await restoreElsewhere();
  await expect(adoptLog(ctx.db)).rejects.toThrow('a worker runs');
});

test('for any overlap of transactions and any cursors, applied events are not applied again, and all others are', async () => {
  const { ctx, tenant, consumerOf, change } = await setUp();
  const consumers = ['one', 'two', 'three'].map(consumerOf);
  for (const consumer of consumers) await applyAll(ctx, consumer);
  let round = 0;
  // Transaction ids in the order of sequence numbers, anyhow: those of transactions that overlapped are not.
  const log = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
  const cursors = fc.array(fc.record({ xact: fc.integer({ min: 0, max: 5 }), seq: fc.nat({ max: 12 }) }), {
    minLength: 3,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(log, cursors, fc.integer({ min: 1, max: 5 }), async (xacts, places, batchSize) => {
      round++;
      await ctx.db.query(sql`delete from events`);
      await ctx.db.query(sql`delete from applied`);
      const { id: sourceId, tenantId } = tenant.server;
      const at = ctx.clock.now().toISOString();
      const nobody = { anonymousId: null, userId: null, email: null, claimedAt: null, context: {} };
      await writeToLog(
        ctx.db,
        xacts.map((_, index) => ({
          ...nobody,
          ...{ bucket: 7, tenantId, sourceId, id: ctx.ids.newUuid(), type: 'step_done', isTrusted: true },
          ...{ properties: { name: `${index}` }, catalogVersion: 1, occurredAt: at, receivedAt: at },
        })),
        [],
      );
      const [first] = await ctx.db.query<{ seq: number }>(sql`select min(seq) as seq from events`);
      for (const [index, xact] of xacts.entries()) {
        await change(sql`
          update events set xact = (${far + xact}::bigint)::text::xid8 where seq = ${first!.seq + index}`);
      }
      for (const [index, { xact, seq }] of places.entries()) {
        await ctx.db.query(sql`
          update log_cursors set xact = (${far + xact}::bigint)::text::xid8, seq = ${first!.seq + seq}
          where bucket = 7 and consumer = ${consumers[index]!.name}`);
      }
      await adoptLog(ctx.db, { batchSize });
      for (const [index, { xact, seq }] of places.entries()) {
        await applyAll(ctx, consumers[index]!);
        const waiting = xacts.flatMap((own, event) =>
          own > xact || (own === xact && event > seq) ? [String(event)] : [],
        );
        const names = await ctx.db.query<{ name: string }>(
          sql`select name from applied where consumer = ${consumers[index]!.name}`,
        );
        expect(names.map(({ name }) => name).toSorted(), `round ${round}`).toEqual(waiting.toSorted());
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
