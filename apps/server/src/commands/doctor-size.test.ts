import { sql } from '@beckon/core/db';
import { createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { checkRetention } from './doctor-size.ts';

test('doctor reports overdue and failed removals of every shop, even before the first run has finished', async () => {
  const { ctx, clock, newTenant } = await createTestContext();
  const tenant = await newTenant();
  await ctx.db.query(
    sql`insert into retention_runs (tenant_id, kind, next_at) values (${tenant.id}, 'jobsDays', ${clock.now()})`,
  );
  expect(await checkRetention(ctx)).toBe('no run has finished yet');
  await ctx.db.query(sql`update retention_runs set failure = 'Error: no'`);
  await expect(checkRetention(ctx)).rejects.toThrow(
    `failed, and is tried again within an hour: jobs of ${tenant.id}: Error: no`,
  );
  clock.advance(10 * 24 * 60 * 60 * 1_000);
  await expect(checkRetention(ctx)).rejects.toThrow(`not finished for two days: jobs of ${tenant.id}`);
});
