import { beforeAll, expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext, drain } from '../testing/index.ts';
import { ConsumerRunner, createProjection, type Reaction } from './consumer.ts';
import { rebuild } from './quarantine-logged.ts';

const { ctx, newTenant } = await createTestContext({ maxConnections: 8 });

beforeAll(async () => {
  await ctx.db.query(sql`create table seen (position bigint generated always as identity, consumer text, name text)`);
});

/** Records the names of the events that it applies. */
const recordAs = (consumer: string) => ({
  async apply(
    { db }: Pick<typeof ctx, 'db'> | { db: Parameters<Reaction['apply']>[0]['db'] },
    events: readonly { properties: object }[],
  ) {
    for (const { properties } of events) {
      await db.query(
        sql`insert into seen (consumer, name) values (${consumer}, ${(properties as { name: string }).name})`,
      );
    }
  },
});

const reactionOf = (name: string, after: string): Reaction => ({ kind: 'reaction', name, after, ...recordAs(name) });
const seenBy = async (consumer: string) =>
  (await ctx.db.query<{ name: string }>(sql`select name from seen where consumer = ${consumer} order by position`)).map(
    ({ name }) => name,
  );

const tenant = await newTenant();
const store = (...names: string[]) =>
  collect(
    ctx,
    tenant.server,
    names.map((name) => ({ id: name, type: 'step_done', userId: 'u', properties: { name } })),
  );

test('a new reaction starts at the end of the log, a new projection at its beginning', async () => {
  await store('before 1', 'before 2');
  // Other test files have transactions open on the same server: what they may hold back would still be to come.
  await applyAll(ctx, createProjection('waits for them', []));
  const projection = createProjection('first projection', [recordAs('first projection')]);
  const reaction = reactionOf('first reaction', projection.name);
  const runner = new ConsumerRunner(ctx, reaction, { holder: 'reactor' });
  await runner.heartbeat();
  await store('after');
  await applyAll(ctx, projection);
  await drain(ctx, runner, reaction);
  expect(await seenBy('first projection')).toEqual(['before 1', 'before 2', 'after']);
  expect(await seenBy('first reaction')).toEqual(['after']);
});

test('an event that was being stored when the reaction was created is not lost', async () => {
  const reaction = reactionOf('second reaction', 'second projection');
  const projection = createProjection('second projection', []);
  const runner = new ConsumerRunner(ctx, reaction, { holder: 'reactor' });
  await ctx.db.transaction(async (tx) => {
    await collectIn(tx, 'in flight');
    await runner.heartbeat();
  });
  await applyAll(ctx, projection);
  await drain(ctx, runner, reaction);
  expect(await seenBy('second reaction')).toEqual(['in flight']);
});

test('a reaction gets an event only after its projection has applied it, also while that is rebuilt', async () => {
  const projection = createProjection('third projection', [recordAs('third projection')]);
  const reaction = reactionOf('third reaction', projection.name);
  const reacting = new ConsumerRunner(ctx, reaction, { holder: 'reactor' });
  await reacting.heartbeat();
  await store('one');
  expect(await reacting.turn()).toMatchObject({ applied: 0, state: 'idle' });
  await applyAll(ctx, projection);
  await drain(ctx, reacting, reaction);
  expect(await seenBy('third reaction')).toEqual(['one']);

  await rebuild(ctx, projection);
  await store('two');
  expect(await reacting.turn()).toMatchObject({ applied: 0, state: 'idle' });
  await applyAll(ctx, projection);
  await drain(ctx, reacting, reaction);
  // The projection read everything again; the reaction only what it had not reacted to.
  expect((await seenBy('third projection')).filter((name) => name === 'one')).toHaveLength(2);
  expect(await seenBy('third reaction')).toEqual(['one', 'two']);
});

/** Stores an event in an open transaction, which stays open. */
async function collectIn(tx: { query: typeof ctx.db.query }, name: string): Promise<void> {
  await tx.query(sql`
    insert into events (bucket, tenant_id, source_id, id, type, is_trusted, properties, context, catalog_version,
      occurred_at, received_at)
    values (7, ${tenant.id}, ${tenant.server.id}, gen_random_uuid(), 'step_done', true,
      ${JSON.stringify({ name })}::text::jsonb, '{}', 1, ${ctx.clock.now()}, ${ctx.clock.now()})`);
}
