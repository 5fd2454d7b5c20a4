import { expect, test } from 'vitest';
import { rebuild } from '../log/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';
import { readSourceSchema, schemaLimits, sourcesConsumer } from './source-schema.ts';

const { ctx, clock, newTenant } = await createTestContext();

let made = 0;
const event = (type: string, properties: object = {}) => ({ id: `seen ${++made}`, type, properties });

test('of each type it keeps the properties with all JSON types they came with, counts, first and last seen', async () => {
  const tenant = await newTenant();
  const first = clock.now().toISOString();
  await collect(ctx, tenant.server, [
    event('wish_made', { color: 'red', size: 3, tags: ['a'], more: {}, isGift: true, note: null }),
    event('wish_made', { color: 7 }),
    event('product_viewed', { productId: 'p', prise: 1 }),
  ]);
  await applyAll(ctx, sourcesConsumer);
  clock.advance(60_000);
  const last = clock.now().toISOString();
  await collect(ctx, tenant.server, [event('wish_made', { color: 'blue' })]);
  await collect(ctx, tenant.browser, [event('page_viewed', { color: 'of another source' })]);
  await applyAll(ctx, sourcesConsumer);

  const { data, otherEvents } = await readSourceSchema(ctx, tenant.id, tenant.server.id);
  expect(otherEvents).toBe(0);
  expect(data.map(({ type, events, isInCatalog }) => [type, events, isInCatalog])).toEqual([
    ['wish_made', 3, false],
    ['product_viewed', 1, true],
  ]);
  expect(data[0]).toMatchObject({ firstSeenAt: first, lastSeenAt: last, propertiesLeftOut: 0 });
  const once = { isInCatalog: false, events: 1, firstSeenAt: first, lastSeenAt: first };
  expect(data[0]!.properties).toEqual([
    { name: 'color', isInCatalog: false, types: ['number', 'string'], events: 3, firstSeenAt: first, lastSeenAt: last },
    { name: 'isGift', types: ['boolean'], ...once },
    { name: 'more', types: ['object'], ...once },
    { name: 'note', types: ['null'], ...once },
    { name: 'size', types: ['number'], ...once },
    { name: 'tags', types: ['array'], ...once },
  ]);
  expect(data[1]!.properties).toMatchObject([
    { name: 'prise', isInCatalog: false },
    { name: 'productId', isInCatalog: true },
  ]);
});

test('a hostile page cannot make it grow without limit: the excess is only counted', async () => {
  const tenant = await newTenant();
  const { types, propertiesOfType, nameLength } = schemaLimits;
  const many = Array.from({ length: types + 30 }, (_, number) => event(`type_${number}`));
  const wide = Array.from({ length: 3 }, (_, number) =>
    event(
      'type_0',
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`name ${number * 60 + index}`, 'x'.repeat(1_000)])),
    ),
  );
  for (const batch of [
    many.slice(0, 90),
    many.slice(90),
    wide,
    [event('type_0', { ['n'.repeat(nameLength + 1)]: 1 })],
  ]) {
    await collect(ctx, tenant.browser, batch);
    await applyAll(ctx, sourcesConsumer);
  }
  const { data, otherEvents } = await readSourceSchema(ctx, tenant.id, tenant.browser.id);
  expect(data).toHaveLength(types);
  expect(otherEvents).toBe(30);
  const wideType = data.find(({ type }) => type === 'type_0')!;
  expect(wideType.properties).toHaveLength(propertiesOfType);
  expect(wideType.propertiesLeftOut).toBe(3 * 60 - propertiesOfType + 1);
  expect(wideType.events).toBe(5);
});

test('it can be rebuilt from the log', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [event('wish_made', { color: 'red' }), event('wish_made', { size: 1 })]);
  await applyAll(ctx, sourcesConsumer);
  const before = await readSourceSchema(ctx, tenant.id, tenant.server.id);
  await rebuild(ctx, sourcesConsumer);
  expect((await readSourceSchema(ctx, tenant.id, tenant.server.id)).data).toEqual([]);
  await applyAll(ctx, sourcesConsumer);
  expect(await readSourceSchema(ctx, tenant.id, tenant.server.id)).toEqual(before);
});

test('two workers that meet a new type at the same time count both', async () => {
  const tenant = await newTenant();
  const events = Array.from({ length: 40 }, (_, index) => ({
    ...event(`type_${index % 4}`, { a: 1 }),
    userId: `user ${index}`,
  }));
  await collect(ctx, tenant.server, events);
  await Promise.all([applyAll(ctx, sourcesConsumer), applyAll(ctx, sourcesConsumer)]);
  await applyAll(ctx, sourcesConsumer);
  const { data } = await readSourceSchema(ctx, tenant.id, tenant.server.id);
  expect(data.map((seen) => [seen.events, seen.properties[0]!.events])).toEqual(Array(4).fill([10, 10]));
});

test('no tenant reads the schema of another', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()];
  await expect(readSourceSchema(ctx, mine.id, theirs.server.id)).rejects.toMatchObject({ code: 'not_found' });
});
