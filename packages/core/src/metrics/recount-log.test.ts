import { expect, test } from 'vitest';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import { sourcesConsumer } from '../sources/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { findUnlisted, recountLog } from './recount-log.ts';

const { ctx, newTenant } = await createTestContext();

test('the log below the cursors equals the projections’ counts, for each tenant, and missing events are reported', async () => {
  const [one, two] = [await newTenant(), await newTenant()];
  const event = (name: string) => ({ id: name, type: 'step_done', userId: 'u', properties: {} });
  for (const consumer of [contactsConsumer, sourcesConsumer]) await applyAll(ctx, consumer);
  await collect(ctx, one.server, [event('a'), event('b')]);
  await collect(ctx, two.server, [event('a')]);
  for (const consumer of [contactsConsumer, sourcesConsumer]) await applyAll(ctx, consumer);
  // A waiting event is not missing.
  await collect(ctx, two.server, [event('b')]);
  const counts = async () =>
    (await recountLog(ctx)).map(({ tenantId, consumer, inLog, applied }) => [
      tenantId === one.id ? 'one' : 'two',
      consumer,
      inLog,
      applied,
    ]);
  expect(await counts()).toEqual([
    ['one', 'contacts', 2, 2],
    ['one', 'sources', 2, 2],
    ['two', 'contacts', 1, 1],
    ['two', 'sources', 1, 1],
  ]);
  expect(await findUnlisted(ctx)).toEqual([]);

  // A cursor that was moved past an event without applying it.
  await ctx.db.query(sql`
    update log_cursors c set xact = e.xact, seq = e.seq from events e
    where e.bucket = c.bucket and e.tenant_id = ${two.id} and e.seq = (select max(seq) from events)`);
  expect(await counts()).toMatchObject([{}, {}, ['two', 'contacts', 2, 1], ['two', 'sources', 2, 1]]);
  expect(await findUnlisted(ctx)).toEqual([{ tenantId: two.id, events: 1 }]);
});
