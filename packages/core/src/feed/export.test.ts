import { expect, test } from 'vitest';
import type { Id } from '../lib/index.ts';
import { collect, createTestContext } from '../testing/index.ts';
import { type ExportedEvent, exportEvents } from './export.ts';

const { ctx, clock, newTenant } = await createTestContext();

async function read(tenantId: Id<'ten'>, span: { from: Date | null; to: Date | null }) {
  const events: ExportedEvent[] = [];
  for await (const event of exportEvents(ctx, tenantId, span)) events.push(event);
  return events;
}

test('gives out every event of the tenant once, in the order of the log, over several pages', async () => {
  const tenant = await newTenant();
  const other = await newTenant();
  await collect(ctx, other.server, [{ id: 'theirs', type: 'thing_done', userId: 'u' }]);
  for (let batch = 0; batch < 10; batch++) {
    const events = Array.from({ length: 450 }, (_, index) => ({
      id: `${batch}-${index}`,
      type: 'thing_done',
      userId: 'u',
      properties: { number: batch * 450 + index },
    }));
    await collect(ctx, tenant.server, events);
  }
  const exported = await read(tenant.id, { from: null, to: null });
  expect(exported.map((event) => event.properties.number)).toEqual(Array.from({ length: 4_500 }, (_, index) => index));
  expect(exported[0]).toMatchObject({ source: 'Server', isTrusted: true, userId: 'u', type: 'thing_done' });
});

test('keeps to the span of receipt, its beginning included and its end not', async () => {
  const tenant = await newTenant();
  clock.set('2026-04-01T00:00:00Z');
  await collect(ctx, tenant.browser, [{ id: 'april', type: 'thing_done' }]);
  clock.set('2026-05-01T00:00:00Z');
  await collect(ctx, tenant.browser, [{ id: 'may', type: 'thing_done' }]);
  const between = (from: string | null, to: string | null) =>
    read(tenant.id, { from: from === null ? null : new Date(from), to: to === null ? null : new Date(to) });
  expect(await between('2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z')).toHaveLength(1);
  expect(await between('2026-04-01T00:00:01Z', null)).toHaveLength(1);
  expect(await between(null, '2026-04-01T00:00:00Z')).toHaveLength(0);
});
