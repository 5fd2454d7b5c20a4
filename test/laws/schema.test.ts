import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as access from '@beckon/core/access';
import { sql } from '@beckon/core/db';
import { createTestContext } from '@beckon/core/testing';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { describeSchema } from '../../scripts/describe-schema.ts';
import { root } from './sources.ts';

const { ctx } = await createTestContext();

const tables = Object.values(access).filter((value) => value instanceof PgTable);

test('the drizzle tables are the migrated tables', async () => {
  expect(tables.length).toBe(4);
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    const migrated = await ctx.db.query<{ name: string; type: string; isNullable: boolean }>(sql`
      select column_name as name, data_type as type, is_nullable = 'YES' as "isNullable"
      from information_schema.columns where table_name = ${name} order by column_name`);
    const declared = columns
      .map((column) => ({ name: column.name, type: column.getSQLType(), isNullable: !column.notNull }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect({ [name]: declared }).toEqual({ [name]: migrated });
  }
});

test('docs/schema.md describes the migrated schema', async () => {
  expect(await readFile(join(root, 'docs/schema.md'), 'utf8')).toBe(await describeSchema(ctx.db));
});

test('every table that holds rows of a shop carries its tenant', async () => {
  const rows = await ctx.db.query<{ name: string }>(sql`
    select table_name as name from information_schema.tables t where table_schema = 'public' and not exists (
      select from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'tenant_id')
    order by 1`);
  // The tenants themselves, our own bookkeeping, and rows that hang on a user.
  expect(rows.map((row) => row.name)).toEqual([
    'kept_keys',
    'log_cursors',
    'log_home',
    'log_rebase',
    'log_workers',
    'migrations',
    'pinned_files',
    'root_secrets',
    'set_up_links',
    'tenants',
    'user_accounts',
    'user_sessions',
    'user_verifications',
  ]);
});
