import { beforeAll, expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { collect, createTestContext, lapseLeases } from '../testing/index.ts';
import { ConsumerRunner, createProjection } from './consumer.ts';
import { readLag } from './lag.ts';

const { ctx, newTenant } = await createTestContext({ maxConnections: 12 });

const persons = 50;
const eventsEach = 40;

beforeAll(async () => {
  await ctx.db.query(sql`
    create table applied (position bigint generated always as identity, person text, number int, holder text)`);
});

/** Records what it applies, in the transaction that moves the cursor. */
const recorder = (holder: string) =>
  createProjection('recorder', [
    {
      async apply({ db }, events) {
        const rows = events.map(({ userId, properties }) => ({ person: userId, number: properties.number, holder }));
        await db.query(sql`
      insert into applied (person, number, holder) select person, number, holder
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (person text, number int, holder text)`);
      },
    },
  ]);

test('with four workers that take over from each other, each event is applied once and a person stays in order', async () => {
  const tenant = await newTenant();
  let isStoring = true;
  const storing = (async () => {
    for (let number = 0; number < eventsEach; number++) {
      const events = Array.from({ length: persons }, (_, person) => ({
        id: `${person}/${number}`,
        type: 'step_done',
        userId: `person ${person}`,
        properties: { number },
      }));
      await Promise.all([
        collect(ctx, tenant.server, events.slice(0, 25)),
        collect(ctx, tenant.server, events.slice(25)),
      ]);
    }
    isStoring = false;
  })();

  let turns = 0;
  const work = async (holder: string) => {
    const runner = new ConsumerRunner(ctx, recorder(holder), { holder, perBucket: 8 });
    await runner.heartbeat();
    while (isStoring || (await readLag(ctx))[0]!.lag > 0) {
      // Now and then a worker is silent for too long, and the others take its buckets.
      if (++turns % 7 === 0) await lapseLeases(ctx, 'recorder', `worker ${turns % 4}`);
      if (turns % 3 === 0) await runner.heartbeat();
      await runner.turn();
    }
    await runner.release();
  };
  await Promise.all([storing, ...[0, 1, 2, 3].map((number) => work(`worker ${number}`))]);

  const rows = await ctx.db.query<{ person: string; number: number; holder: string }>(
    sql`select person, number, holder from applied order by position`,
  );
  const byPerson = Map.groupBy(rows, ({ person }) => person);
  expect(byPerson.size).toBe(persons);
  const inOrder = Array.from({ length: eventsEach }, (_, number) => number);
  for (const [person, steps] of byPerson)
    expect(
      steps.map(({ number }) => number),
      person,
    ).toEqual(inOrder);
  expect(new Set(rows.map(({ holder }) => holder)).size).toBe(4);
});
