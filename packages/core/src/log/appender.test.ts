import { randomUUID } from 'node:crypto';
import { quarantineLimits } from '@beckon/contract';
import { expect, test } from 'vitest';
import { quarantineEntry, shareEnvelope, validateEvent } from '../collect/index.ts';
import { sql } from '../db/index.ts';
import type { Db } from '../ports/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { Appender, type AppendRequest } from './appender.ts';
import type { StoredEvent } from './event.ts';

const { ctx, newTenant } = await createTestContext();

function event(tenant: TestTenant, more: Partial<StoredEvent> = {}): StoredEvent {
  const input = { id: randomUUID(), type: 'thing_done', userId: 'u' };
  return { ...(validateEvent(ctx, input, tenant.server, {}, ctx.clock.now()) as StoredEvent), ...more };
}
/** Our code accepts this as a date, but Postgres cannot read it. */
const refused = { occurredAt: '294300-01-01T00:00:00Z' };

function request(tenant: TestTenant, events: StoredEvent[]): AppendRequest {
  return {
    events,
    setAside: [],
    bytes: 100,
    refuse: (given, reason) =>
      quarantineEntry(
        ctx,
        tenant.server,
        { code: 'refused_by_database', reason },
        {
          raw: JSON.stringify({ id: given.id }),
          eventId: given.id,
          envelope: shareEnvelope(ctx, tenant.id, {}),
          receivedAt: ctx.clock.now(),
        },
      ),
  };
}

const count = async (table: 'events' | 'quarantine', tenantId: string) =>
  (
    await ctx.db.query<{ count: number }>(
      sql`select count(*)::int as count from ${sql.trusted(table)} where tenant_id = ${tenantId}`,
    )
  )[0]!.count;

/** Counts the statements sent to the database. */
function counting(db: Db): { db: Db; statements: () => number } {
  let statements = 0;
  const query: Db['query'] = (...given) => {
    statements++;
    return db.query(...given);
  };
  return { db: { ...db, query }, statements: () => statements };
}

/** Holds statements back until it is opened. */
function closedAtFirst(db: Db): { slow: Db; open: () => void } {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const query: Db['query'] = async (...given) => {
    await opened;
    return db.query(...given);
  };
  return { slow: { ...db, query }, open };
}

test('requests that come together are written together, and each gets its own outcome', async () => {
  const tenant = await newTenant();
  const { db, statements } = counting(ctx.db);
  const appender = new Appender(db);
  const shared = event(tenant);
  const requests = Array.from({ length: 50 }, (_, number) =>
    request(tenant, [event(tenant), ...(number % 5 === 0 ? [shared] : [])]),
  );
  const results = await Promise.all(requests.map((one) => appender.append(one)));
  expect(statements()).toBeLessThanOrEqual(4);
  expect(results.map(({ outcomes }) => outcomes[0])).toEqual(Array(50).fill('accepted'));
  const sharedOutcomes = results.filter(({ outcomes }) => outcomes.length === 2).map(({ outcomes }) => outcomes[1]);
  expect(sharedOutcomes.toSorted()).toEqual(['accepted', ...Array(9).fill('duplicate')]);
  expect(await count('events', tenant.id)).toBe(51);
});

test('a row that only the database refuses is quarantined alone, with the reason', async () => {
  const tenant = await newTenant();
  const events = Array.from({ length: 9 }, (_, number) => event(tenant, number === 4 ? refused : {}));
  const { outcomes } = await new Appender(ctx.db).append(request(tenant, events));
  expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(8);
  expect(outcomes[4]).toEqual({ refused: expect.stringContaining('the database refused it') });
  expect(await count('events', tenant.id)).toBe(8);
  expect(await ctx.db.query(sql`select event_id, code from quarantine where tenant_id = ${tenant.id}`)).toEqual([
    { event_id: events[4]!.id, code: 'refused_by_database' },
  ]);
});

test('requests that share a batch with a refused row lose nothing by it', async () => {
  const tenant = await newTenant();
  const appender = new Appender(ctx.db, { lanes: 1 });
  const lists = Array.from({ length: 20 }, (_, number) => [
    event(tenant),
    event(tenant, number === 7 || number === 13 ? refused : {}),
    event(tenant),
  ]);
  const results = await Promise.all(lists.map((events) => appender.append(request(tenant, events))));
  const expected = lists.map((_, number) => [
    'accepted',
    number === 7 || number === 13 ? { refused: expect.any(String) } : 'accepted',
    'accepted',
  ]);
  expect(results.map(({ outcomes }) => outcomes)).toEqual(expected);
  expect([await count('events', tenant.id), await count('quarantine', tenant.id)]).toEqual([58, 2]);
});

test('of the same id from two sources each counts for its own', async () => {
  const tenant = await newTenant();
  const appender = new Appender(ctx.db);
  const ofServer = event(tenant);
  const ofBrowser = { ...ofServer, sourceId: tenant.browser.id };
  await appender.append(request(tenant, [ofServer]));
  const { outcomes } = await appender.append(request(tenant, [ofServer, ofBrowser, event(tenant), ofBrowser]));
  expect(outcomes).toEqual(['duplicate', 'accepted', 'accepted', 'duplicate']);
});

test('an event that exceeds the quarantine limits is counted once, also when other rows are refused', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`
    insert into quarantine_usage (tenant_id, source_id, entries, bytes)
    values (${tenant.id}, ${tenant.server.id}, ${quarantineLimits.entriesPerSource}, 0)`);
  const aside = request(tenant, []).refuse(event(tenant), 'x');
  const events = Array.from({ length: 16 }, (_, number) => event(tenant, number === 7 ? refused : {}));
  await new Appender(ctx.db).append({ ...request(tenant, events), setAside: [aside] });
  expect(
    await ctx.db.query(
      sql`select sum(dropped)::int as dropped from quarantine_overflow where tenant_id = ${tenant.id}`,
    ),
  ).toEqual([{ dropped: 2 }]);
});

test('an already quarantined event is kept once, also when other rows are refused', async () => {
  const tenant = await newTenant();
  const aside = quarantineEntry(
    ctx,
    tenant.server,
    { code: 'type_missing', reason: 'type is missing' },
    {
      raw: '{"id":"z"}',
      eventId: 'z',
      envelope: shareEnvelope(ctx, tenant.id, {}),
      receivedAt: ctx.clock.now(),
    },
  );
  const events = [event(tenant, refused), event(tenant), event(tenant, refused)];
  const { outcomes } = await new Appender(ctx.db).append({ ...request(tenant, events), setAside: [aside] });
  expect(outcomes.map((outcome) => typeof outcome)).toEqual(['object', 'string', 'object']);
  expect(await count('quarantine', tenant.id)).toBe(3);
});

test('beyond what may wait, callers are asked to come again, and those before are served', async () => {
  const tenant = await newTenant();
  const { slow, open } = closedAtFirst(ctx.db);
  const appender = new Appender(slow, { lanes: 1, waitingEvents: 3, deadline: 10_000 });
  const underWay = appender.append(request(tenant, [event(tenant)]));
  const waiting = appender.append(request(tenant, [event(tenant), event(tenant), event(tenant)]));
  await expect(appender.append(request(tenant, [event(tenant)]))).rejects.toMatchObject({
    code: 'overloaded',
    retryAfter: 1,
  });
  open();
  expect((await underWay).outcomes).toEqual(['accepted']);
  expect((await waiting).outcomes).toHaveLength(3);
  expect((await appender.append(request(tenant, [event(tenant)]))).outcomes).toEqual(['accepted']);
});

test('waiting events are limited in bytes too, including those to be quarantined', async () => {
  const tenant = await newTenant();
  const { slow, open } = closedAtFirst(ctx.db);
  const appender = new Appender(slow, { lanes: 1, waitingBytes: 1_000, deadline: 10_000 });
  const underWay = appender.append({ ...request(tenant, [event(tenant)]), bytes: 900 });
  const waiting = appender.append({ ...request(tenant, [event(tenant)]), bytes: 900 });
  const aside = request(tenant, []).refuse(event(tenant), 'because');
  const beyond = appender.append({ ...request(tenant, []), setAside: [aside], bytes: 101 });
  await expect(beyond).rejects.toMatchObject({ code: 'overloaded', retryAfter: 1 });
  open();
  await Promise.all([underWay, waiting]);
  expect((await appender.append({ ...request(tenant, [event(tenant)]), bytes: 1_000 })).outcomes).toEqual(['accepted']);
});

test('a statement takes as many bytes as it may, and a request that is larger goes alone', async () => {
  const tenant = await newTenant();
  const { slow, open } = closedAtFirst(ctx.db);
  const { db, statements } = counting(slow);
  const appender = new Appender(db, { lanes: 1, batchBytes: 1_000, deadline: 10_000 });
  const sizes = [1, 400, 400, 5_000, 400, 400];
  const all = sizes.map((bytes) => appender.append({ ...request(tenant, [event(tenant)]), bytes }));
  open();
  await Promise.all(all);
  expect(statements()).toBe(4);
});

test('a caller gets an answer by the deadline, and the same events sent again are stored once', async () => {
  const tenant = await newTenant();
  const { slow, open } = closedAtFirst(ctx.db);
  const appender = new Appender(slow, { deadline: 50 });
  const events = [event(tenant)];
  await expect(appender.append(request(tenant, events))).rejects.toMatchObject({ code: 'database_unavailable' });
  open();
  const again = await new Appender(ctx.db).append(request(tenant, events));
  expect(['accepted', 'duplicate']).toContain(again.outcomes[0]);
  await expect.poll(() => count('events', tenant.id)).toBe(1);
});
