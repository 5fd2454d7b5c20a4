import { sql } from '@beckon/core/db';
import { createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { SourceDirectory } from './source-directory.ts';

const request = new Request('http://localhost/');

test('a key that was revoked dies within seconds, also after the clock was set back by an hour', async () => {
  const { ctx, clock, newTenant } = await createTestContext();
  const { writeKey } = await newTenant();
  const directory = new SourceDirectory({ ctx, clientAddress: () => null });
  expect(await directory.byWriteKey(request, writeKey)).not.toBeNull();
  await ctx.db.query(sql`update source_keys set revoked_at = ${clock.now()} where write_key = ${writeKey}`);
  clock.set('2026-03-01T11:00:00Z');
  clock.advance(61_000);
  expect(await directory.byWriteKey(request, writeKey)).toBeNull();
});
