import { expect, test } from 'vitest';
import { createTestQueue, namesOf, page } from '../testing/index.ts';
import { enqueue } from './enqueue.ts';
import { priorities } from './job.ts';

const { urgent, normal, bulk } = priorities;

test('ten jobs of a small shop behind 20,000 of a large one are served by position 20', async () => {
  const { newTenant, putMany, claim } = await createTestQueue();
  const [large, small, late] = [await newTenant(), await newTenant(), await newTenant()];
  await putMany(large.id, 'large', 20_000);
  await putMany(small.id, 'small', 10);
  const first = namesOf(await claim(20));
  expect(first.filter((name) => name.startsWith('small'))).toHaveLength(10);
  // A shop that comes later does not wait for what was there before, and its own flood does not overtake.
  await claim(200);
  await putMany(late.id, 'late', 1_000);
  const next = namesOf(await claim(20));
  expect(next.filter((name) => name.startsWith('late')).length).toBeGreaterThanOrEqual(9);
  expect(next.filter((name) => name.startsWith('large')).length).toBeGreaterThanOrEqual(9);
});

test('a shop that adds a job whenever one is done does not keep out what waits', async () => {
  const { newTenant, put, putMany, claim, finishAll } = await createTestQueue();
  const [waiting, eager] = [await newTenant(), await newTenant()];
  await putMany(waiting.id, 'waiting', 10);
  const served: string[] = [];
  for (let round = 0; round < 20; round++) {
    await put(eager.id, 'eager');
    const jobs = await claim(1);
    served.push(...namesOf(jobs));
    await finishAll(jobs);
  }
  expect(served.filter((name) => name.startsWith('waiting'))).toHaveLength(10);
});

test('jobs that become due together take turns too', async () => {
  const { clock, newTenant, putMany, claim } = await createTestQueue();
  const [large, small] = [await newTenant(), await newTenant()];
  const runAt = new Date(clock.now().getTime() + 1_000);
  await putMany(large.id, 'large', 2_000, { runAt });
  await putMany(small.id, 'small', 10, { runAt });
  clock.advance(1_000);
  expect(namesOf(await claim(20)).filter((name) => name.startsWith('small'))).toHaveLength(10);
});

test('an urgent job is claimed before any number of others', async () => {
  const { newTenant, put, putMany, claim } = await createTestQueue();
  const { id } = await newTenant();
  await putMany(id, 'campaign', 5_000, { priority: bulk });
  await putMany(id, 'usual', 2);
  await put(id, 'opt-in', { priority: urgent });
  expect(namesOf(await claim(4))).toEqual(['opt-in', 'usual 0', 'usual 1', 'campaign 0']);
});

test('one claim in eight begins with bulk, and one with normal jobs: urgent ones without end keep none out', async () => {
  const { chance, newTenant, putMany, claim } = await createTestQueue();
  const { id } = await newTenant();
  await putMany(id, 'urgent', 200, { priority: urgent });
  await putMany(id, 'normal', 200, { priority: normal });
  await putMany(id, 'bulk', 200, { priority: bulk });
  const claimed: Record<string, number> = {};
  for (let at = 0; at < 64; at++) {
    chance.is = at / 64;
    for (const name of namesOf(await claim(2))) {
      const [word] = name.split(' ') as [string];
      claimed[word] = (claimed[word] ?? 0) + 1;
    }
  }
  expect(claimed).toEqual({ urgent: 96, normal: 16, bulk: 16 });
});

test('a claim for urgent jobs takes no other', async () => {
  const { newTenant, put, claim } = await createTestQueue();
  const { id } = await newTenant();
  await put(id, 'usual');
  expect(await claim(1, { urgentOnly: true })).toEqual([]);
  await put(id, 'opt-in', { priority: urgent });
  expect(namesOf(await claim(1, { urgentOnly: true }))).toEqual(['opt-in']);
});

test('a set holds jobs of one tenant and kind, in their order, as many as the kind allows', async () => {
  const { newTenant, put, putMany, claimSets } = await createTestQueue();
  const [first, second] = [await newTenant(), await newTenant()];
  await putMany(first.id, 'first', 7, {}, page);
  await putMany(second.id, 'second', 2, {}, page);
  await put(first.id, 'note');
  // Five places: two of the second turn of both shops, whose order is that of their ids.
  const shown = (await claimSets(5)).map(({ kind, jobs }) => [kind, ...namesOf(jobs)]);
  expect(shown.toSorted()).toEqual([
    ['test.note', 'note'],
    ['test.page', 'first 0', 'first 1', 'first 2'],
    ['test.page', 'first 3', 'first 4', 'first 5'],
    ['test.page', 'second 0', 'second 1'],
  ]);
  expect((await claimSets(4)).map(({ jobs }) => namesOf(jobs))).toEqual([['first 6']]);
});

test('a transaction that is open blocks neither other enqueuers of its shop nor claims', async () => {
  const { ctx, newTenant, put, claim } = await createTestQueue({ maxConnections: 4 });
  const { id } = await newTenant();
  await put(id, 'before');
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: isOpen, resolve: opened } = Promise.withResolvers<void>();
  const open = ctx.db.transaction(async (tx) => {
    await enqueue({ ...ctx, db: tx }, page, [{ tenantId: id, payload: { name: 'open' } }]);
    opened();
    await mayEnd;
  });
  await isOpen;
  await put(id, 'beside', {}, page);
  expect(namesOf(await claim()).toSorted()).toEqual(['before', 'beside']);
  end();
  await open;
  expect(namesOf(await claim())).toEqual(['open']);
});
