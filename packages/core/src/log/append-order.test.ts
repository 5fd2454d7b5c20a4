import { expect, test } from 'vitest';
import { validateEvent } from '../collect/index.ts';
import { sql } from '../db/index.ts';
import type { QuarantineEntry } from '../quarantine/index.ts';
import { createTestContext } from '../testing/index.ts';
import { writeToLog } from './append.ts';
import type { StoredEvent } from './event.ts';

const { ctx, newTenant } = await createTestContext({ maxConnections: 4 });
const tenant = await newTenant();

/**
 * Milliseconds. Postgres checks for deadlocks after one second; this is long enough for one to show on a busy machine.
 */
const maxStall = 900;

const event = (name: string): StoredEvent =>
  validateEvent(
    ctx,
    { id: name, type: 'step_done', userId: 'u', properties: { name } },
    tenant.server,
    {},
    ctx.clock.now(),
  ) as StoredEvent;

/** Runs two conflicting writes at the same time and returns how long both took. */
async function together(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await Promise.all([first(), second()]);
  return performance.now() - started;
}

test('two requests with the same events in opposite order are stored without a stall, hundreds of times', async () => {
  let slowest = 0;
  for (let round = 0; round < 300; round++) {
    const events = Array.from({ length: 60 }, (_, number) => event(`${round}/${number}`));
    const took = await together(
      () => writeToLog(ctx.db, events, []),
      () => writeToLog(ctx.db, events.toReversed(), []),
    );
    slowest = Math.max(slowest, took);
  }
  expect(await ctx.db.query(sql`select count(*)::int as count from events`)).toEqual([{ count: 300 * 60 }]);
  expect(slowest).toBeLessThan(maxStall);
});

test('the same entries quarantined in opposite order do not deadlock either', async () => {
  let slowest = 0;
  for (let round = 0; round < 100; round++) {
    const entries = Array.from({ length: 40 }, (_, number): QuarantineEntry => {
      const raw = Buffer.from(`${round}/${number}`).toString('base64');
      const { id: sourceId, tenantId } = tenant.server;
      return {
        ...{ id: ctx.ids.newId('qrt'), tenantId, sourceId, eventId: null, isTrusted: true, consumer: null, seq: null },
        ...{ code: 'property_invalid', reason: 'x', raw, bytes: 10, envelope: null, catalogVersion: 1 },
        receivedAt: ctx.clock.now().toISOString(),
      } as QuarantineEntry;
    });
    const took = await together(
      () => writeToLog(ctx.db, [], entries),
      () => writeToLog(ctx.db, [], entries.map((entry) => ({ ...entry, id: ctx.ids.newId('qrt') })).toReversed()),
    );
    slowest = Math.max(slowest, took);
  }
  expect(await ctx.db.query(sql`select count(*)::int as count from quarantine`)).toEqual([{ count: 100 * 40 }]);
  expect(slowest).toBeLessThan(maxStall);
});

test('sequence numbers follow the order of arrival, whatever the ids are', async () => {
  const names = ['z', 'a', 'm', 'b', 'y'];
  await writeToLog(
    ctx.db,
    names.map((name) => event(`order/${name}`)),
    [],
  );
  const stored = await ctx.db.query<{ name: string }>(sql`
    select properties->>'name' as name from events where properties->>'name' like 'order/%' order by seq`);
  expect(stored.map(({ name }) => name)).toEqual(names.map((name) => `order/${name}`));
});

test('of the same id twice in one request the first is stored', async () => {
  const first = { ...event('twice'), properties: { name: 'twice', which: 'first' } };
  await writeToLog(ctx.db, [first, { ...first, properties: { name: 'twice', which: 'second' } }], []);
  expect(
    await ctx.db.query(sql`select properties->>'which' as which from events where properties->>'name' = 'twice'`),
  ).toEqual([{ which: 'first' }]);
});
