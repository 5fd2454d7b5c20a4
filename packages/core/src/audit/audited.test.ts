import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { sql } from '../db/index.ts';
import { readSettings } from '../tenants/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { audited, type Change } from './audited.ts';
import { listAudit } from './read-audit.ts';

const { ctx, clock, newTenant } = await createTestContext();
let tenant: TestTenant;
let caller: Pick<Caller, 'tenantId' | 'actor'>;

beforeEach(async () => {
  tenant = await newTenant();
  caller = { tenantId: tenant.id, actor: { kind: 'command', id: null, name: 'beckon tenants update' } };
});

const change: Change = {
  action: 'settings.changed',
  target: { kind: 'tenant', id: 'ten_1' },
  summary: 'Weekly cap of Shop: from 3 to 5',
  before: { weeklyCap: 3 },
  after: { weeklyCap: 5 },
};
const setCap = (cap: number) => sql`update tenants set weekly_cap = ${cap} where id = ${tenant.id}`;
const read = (before: string | null = null, limit = 10) => listAudit(ctx, tenant.id, { limit, before });
const readCap = async () => (await readSettings(ctx, tenant.id)).weeklyCap;

test('a change and its entry are committed together', async () => {
  const result = await audited(ctx, caller, async (inTx) => {
    // As a function does that opens its own transaction.
    await inTx.db.transaction((tx) => tx.query(setCap(5)));
    return { result: 'done', change };
  });
  expect(result).toBe('done');
  expect(await read()).toEqual([
    {
      id: expect.stringMatching(/^aud_/),
      actor: caller.actor,
      ...change,
      occurredAt: clock.now().toISOString(),
    },
  ]);
});

test('neither is there when the work fails, or the entry cannot be written', async () => {
  const before = await readCap();
  const failing = audited(ctx, caller, async (inTx) => {
    await inTx.db.transaction((tx) => tx.query(setCap(50)));
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  const nameless = { ...caller, actor: { ...caller.actor, name: null as never } };
  const unwritten = audited(ctx, nameless, async (inTx) => {
    await inTx.db.transaction((tx) => tx.query(setCap(50)));
    return { result: null, change };
  });
  await expect(unwritten).rejects.toThrow('actor_name');
  expect(await readCap()).toBe(before);
  expect(await read()).toEqual([]);
});

test('entries can neither be changed nor removed', async () => {
  await audited(ctx, caller, async () => ({ result: null, change }));
  for (const statement of [
    sql`update audit_entries set summary = ''`,
    sql`delete from audit_entries`,
    sql`truncate audit_entries`,
  ]) {
    await expect(ctx.db.query(statement)).rejects.toThrow('append-only');
  }
});

test('the log is read from the newest back, and by its own shop alone', async () => {
  for (const summary of ['one', 'two', 'three']) {
    clock.advance(1);
    await audited(ctx, caller, async () => ({ result: null, change: { ...change, summary } }));
  }
  const page = await read(null, 2);
  expect(page.map(({ summary }) => summary)).toEqual(['three', 'two']);
  expect((await read(page.at(-1)!.id)).map(({ summary }) => summary)).toEqual(['one']);
  const other = await newTenant();
  expect(await listAudit(ctx, other.id, { limit: 10, before: null })).toEqual([]);
});
