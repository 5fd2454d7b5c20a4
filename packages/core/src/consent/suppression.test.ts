import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { deriveKey } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { isSuppressed, liftUnsubscribe, type SuppressionReason, suppress, suppressionHash } from './suppression.ts';

const { ctx, newTenant } = await createTestContext();
const address = 'anna@example.com';

test('an address is stopped in its tenant and channel alone', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()];
  await suppress(ctx, mine.id, 'email', address, 'unsubscribed');
  expect(await isSuppressed(ctx, mine.id, 'email', address)).toBe(true);
  expect(await isSuppressed(ctx, mine.id, 'sms', address)).toBe(false);
  expect(await isSuppressed(ctx, mine.id, 'email', 'ben@example.com')).toBe(false);
  expect(await isSuppressed(ctx, theirs.id, 'email', address)).toBe(false);
});

test('the stored hash does not contain the address, and reveals nothing without the key', async () => {
  const { id } = await newTenant();
  await suppress(ctx, id, 'email', address, 'bounced');
  const [row] = await ctx.db.query<{ row: string }>(
    sql`select row_to_json(s)::text as row from suppressions s where tenant_id = ${id}`,
  );
  expect(row!.row).not.toContain('anna');
  expect(row!.row).not.toContain(Buffer.from(address).toString('hex'));
  const other = { secrets: { ...ctx.secrets, suppression: deriveKey('other', 'suppression') } };
  expect(suppressionHash(other, id, 'email', address)).not.toEqual(suppressionHash(ctx, id, 'email', address));
});

test.each<[SuppressionReason[], SuppressionReason | null]>([
  [['unsubscribed'], null],
  [['unsubscribed', 'unsubscribed'], null],
  [['bounced'], 'bounced'],
  [['unsubscribed', 'complained'], 'complained'],
  [['complained', 'unsubscribed'], 'complained'],
  [['address_blocked', 'bounced', 'unsubscribed'], 'address_blocked'],
])('after %j a verified opt-in leaves %s', async (reasons, left) => {
  const { id } = await newTenant();
  for (const reason of reasons) await suppress(ctx, id, 'email', address, reason);
  expect(await isSuppressed(ctx, id, 'email', address)).toBe(true);
  await liftUnsubscribe(ctx, id, 'email', address);
  expect(await ctx.db.query(sql`select reason from suppressions where tenant_id = ${id}`)).toEqual(
    left === null ? [] : [{ reason: left }],
  );
});
