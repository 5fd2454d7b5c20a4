import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { encodeBase32 } from '../lib/index.ts';
import { createTestContext, runs } from '../testing/index.ts';
import { assignAll, assignedVariation, assignVariation, drawVariations, variationsOf } from './assign.ts';
import { chooseWinner } from './index.ts';
import { sampleRatioProbability } from './statistics/sample-ratio.ts';
import { abVariations, createExperimentWorld } from './testing/seed.ts';

const context = await createTestContext();
const { ctx, newTenant } = context;
const world = createExperimentWorld(context);

const anyId = (prefix: string) =>
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => `${prefix}_${encodeBase32(bytes)}`);
const anyVariations = fc
  .array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 10 })
  .map((weights) => weights.map((weight, index) => ({ key: `v${index}`, weight })));
const contactIds = Array.from({ length: 20_000 }, (_, n) => `ctc_${String(n).padStart(26, '0')}`);

/** How many of many contacts get each variation. */
function countOf(experimentId: string, variations: readonly { key: string; weight: number }[], ids = contactIds) {
  const groups = Map.groupBy(ids, (id) => assignVariation(experimentId, id, variations));
  return variations.map(({ key, weight }) => ({ count: groups.get(key)?.length ?? 0, weight }));
}

test('Feature: marketing-automation, Property 27: A/B assignment random, equal probability in sample (14.3)', () => {
  // Of 100 fair samples, the least probable is below 0.0001 once in a hundred times; the seeds are fixed.
  fc.assert(
    fc.property(anyId('exp'), fc.integer({ min: 2, max: 5 }), (experimentId, count) => {
      const variations = Array.from({ length: count }, (_, n) => ({ key: `v${n}`, weight: 1 }));
      const probability = sampleRatioProbability(countOf(experimentId, variations, contactIds.slice(0, 5_000)));
      expect(probability).toBeGreaterThan(0.0001);
    }),
    { numRuns: runs(100), seed: 27 },
  );
});

test('contacts are divided by weight', () => {
  fc.assert(
    fc.property(anyId('exp'), anyVariations, (experimentId, variations) => {
      const probability = sampleRatioProbability(countOf(experimentId, variations, contactIds.slice(0, 5_000)));
      expect(probability).toBeGreaterThan(0.0001);
    }),
    { numRuns: runs(100), seed: 28 },
  );
});

test('which variation a contact gets says nothing about its variation in another experiment', () => {
  const [one, other] = ['exp_one', 'exp_other'];
  const cells = ['a', 'b'].flatMap((first) =>
    ['a', 'b'].map((second) => ({
      count: contactIds.filter(
        (id) =>
          assignVariation(one!, id, abVariations) === first && assignVariation(other!, id, abVariations) === second,
      ).length,
      weight: 1,
    })),
  );
  expect(sampleRatioProbability(cells)).toBeGreaterThan(0.001);
});

test('the statement assigns as the function does, whatever the ids and weights', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyId('exp'),
      fc.array(anyId('ctc'), { minLength: 1, maxLength: 50 }),
      anyVariations,
      async (experimentId, ids, variations) => {
        const rows = await ctx.db.query<{ id: string; variation: string }>(
          sql.composed(sql`
            select id, ${assignedVariation(experimentId, sql.trusted('g.id'), variations)} as variation
            from ${sql.texts(ids)} as g (id)`),
        );
        for (const { id, variation } of rows) expect(variation).toBe(assignVariation(experimentId, id, variations));
      },
    ),
    { numRuns: runs(100) },
  );
});

test('all contacts of a query are assigned once, and keep their variation', async () => {
  const tenant = await newTenant();
  const { id } = await world.create(tenant);
  const ids = await world.contacts(tenant, 500);
  const all = sql`
    select id as contact_id from contacts where tenant_id = ${tenant.id}
    union all select id from contacts where tenant_id = ${tenant.id}`;
  await ctx.db.transaction((tx) => assignAll({ ...ctx, db: tx }, tenant.id, id, all));
  const first = await variationsOf(ctx, tenant.id, id, ids);
  expect(first.size).toBe(500);
  for (const [contactId, variation] of first) expect(variation).toBe(assignVariation(id, contactId, abVariations));
  // What is stored is the truth, also against the hash.
  await ctx.db.query(sql`
    update experiment_assignments set variation = 'b' where experiment_id = ${id} and contact_id = ${ids[0]!}`);
  await ctx.db.transaction((tx) => assignAll({ ...ctx, db: tx }, tenant.id, id, all));
  expect((await variationsOf(ctx, tenant.id, id, ids)).get(ids[0]!)).toBe('b');
});

test('after the decision new contacts get the winner and are not assigned; who waits with a variation keeps it', async () => {
  const tenant = await newTenant();
  const { id } = await world.create(tenant);
  const [before, waiting, after] = await world.contacts(tenant, 3);
  const draw = (...args: [`ctc_${string}`[], Set<`ctc_${string}`>?]) =>
    ctx.db.transaction((tx) => drawVariations({ ...ctx, db: tx }, tenant.id, id, ...args));
  const drawn = await draw([before!, waiting!]);
  const loser = drawn.get(waiting!)!;
  const winner = loser === 'a' ? 'b' : 'a';
  await ctx.db.transaction((tx) => chooseWinner({ ...ctx, db: tx }, tenant.id, id, winner, 'user'));
  expect(await draw([before!, waiting!, after!], new Set([waiting!]))).toEqual(
    new Map([
      [before, winner],
      [waiting, loser],
      [after, winner],
    ]),
  );
  expect([...(await variationsOf(ctx, tenant.id, id, [before!, waiting!, after!])).keys()].sort()).toEqual(
    [before, waiting].sort(),
  );
});
