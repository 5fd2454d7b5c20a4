import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createTestContext } from '../testing/index.ts';
import { runReport } from './index.ts';

const { ctx, newTenant } = await createTestContext();

test('a report that takes too long is ended, and says what to do', async () => {
  const slow = runReport(ctx, (read) => read(sql`select pg_sleep(5)`), { deadline: 200 });
  await expect(slow).rejects.toMatchObject({ code: 'too_slow', retryAfter: 60 });
});

test('a report can write nothing', async () => {
  const { id } = await newTenant();
  const writing = runReport(ctx, (read) => read(sql`update tenants set weekly_cap = 9 where id = ${id}`));
  await expect(writing).rejects.toThrow('read-only transaction');
});
