import { expect, test } from 'vitest';
import { isSuppressed, suppress } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, deriveKey } from '../lib/index.ts';
import { makeToken, readToken } from '../links/index.ts';
import type { Context } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { openRootSecrets, WrongRootSecret } from './root-secrets.ts';

const [first, second, third] = ['first', 'second', 'third'].map((name) => name.padEnd(40, '.')) as [
  string,
  string,
  string,
];

/** An installation that can be started with these and those root secrets. */
async function setUp() {
  const { ctx, newTenant } = await createTestContext();
  const tenant = await newTenant();
  /** As the server does it. */
  const start = async (...rootSecrets: string[]): Promise<Context> => {
    const { kept, byPosition } = await openRootSecrets(ctx, rootSecrets, {
      suppression: deriveKey(rootSecrets[0]!, 'suppression hashes'),
      identity: deriveKey(rootSecrets.at(-1)!, 'identity keys'),
    });
    const tokens = byPosition.map((secret) => (secret === null ? null : deriveKey(secret, 'link tokens')));
    return { ...ctx, secrets: { ...kept, tokens } };
  };
  return { ctx, tenant, start };
}

test('the first start keeps the keys derived so far: earlier hashes are still found', async () => {
  const { ctx, tenant, start } = await setUp();
  const before = { ...ctx, secrets: { ...ctx.secrets, suppression: deriveKey(first, 'suppression hashes') } };
  await suppress(before, tenant.id, 'email', 'anna@example.com', 'unsubscribed');
  const started = await start(first);
  expect(await isSuppressed(started, tenant.id, 'email', 'anna@example.com')).toBe(true);
  expect((await start(first)).secrets).toEqual(started.secrets);
});

test('another root secret is refused, and changes nothing', async () => {
  const { ctx, start } = await setUp();
  const { secrets } = await start(first);
  await expect(start(second)).rejects.toBeInstanceOf(WrongRootSecret);
  await expect(start(second)).rejects.toThrow('BECKON_FORMER_SECRETS');
  await expect(start(third, second)).rejects.toBeInstanceOf(WrongRootSecret);
  expect(await ctx.db.query(sql`select count(*)::int as count from root_secrets`)).toEqual([{ count: 1 }]);
  expect((await start(first)).secrets).toEqual(secrets);
});

test('a rotation keeps blocked addresses blocked and identity keys good, also when the former secret is gone', async () => {
  const { tenant, start } = await setUp();
  const before = await start(first);
  await suppress(before, tenant.id, 'email', 'anna@example.com', 'address_blocked');
  const identityKey = deriveIdentityKey(before.secrets.identity, 'key_1');
  for (const configured of [[first, second], [second], [second, third], [third]]) {
    const now = await start(...configured);
    expect(await isSuppressed(now, tenant.id, 'email', 'anna@example.com'), configured.join()).toBe(true);
    expect(deriveIdentityKey(now.secrets.identity, 'key_1')).toBe(identityKey);
  }
});

test('links work as long as the root secret of their time is configured, and those of today always', async () => {
  const { tenant, start } = await setUp();
  const old = makeToken(await start(first), 'unsubscribe', tenant.id, 'ctc_1');
  const rotated = await start(first, second);
  const fresh = makeToken(rotated, 'unsubscribe', tenant.id, 'ctc_1');
  expect(readToken(rotated, 'unsubscribe', old)).not.toBeNull();
  const alone = await start(second);
  expect(readToken(alone, 'unsubscribe', fresh)).not.toBeNull();
  expect(readToken(alone, 'unsubscribe', old)).toBeNull();
  expect(readToken(await start(first, second), 'unsubscribe', old)).not.toBeNull();
});

test('a process that comes with the secret of before a rotation is refused', async () => {
  const { start } = await setUp();
  await start(first);
  await start(first, second);
  await expect(start(first)).rejects.toThrow('replaced by a newer one');
});

test('processes that start at once agree, and one with another secret is refused', async () => {
  for (let round = 0; round < 5; round++) {
    const { start } = await setUp();
    const results = await Promise.allSettled([start(first), start(first), start(first)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    const rotating = await Promise.allSettled([start(first, second), start(first, third), start(first, second)]);
    expect(rotating.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  }
});

test('the keys cannot be derived from the database alone', async () => {
  const { ctx, start } = await setUp();
  const { secrets } = await start(first);
  const rows = await ctx.db.query<{ sealed: Buffer }>(sql`
    select sealed from kept_keys union all select fingerprint from root_secrets`);
  for (const { sealed } of rows) {
    for (const key of [secrets.suppression, secrets.identity, Buffer.from(first)])
      expect(sealed.includes(key)).toBe(false);
  }
});
