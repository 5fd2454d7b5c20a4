import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from '@beckon/core/db';
import { createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { describeSchema } from '../../scripts/describe-schema.ts';
import { root } from './sources.ts';
import { readDeclaredTables } from './tables.ts';

const { ctx } = await createTestContext();

type Shape = { table: string; columns: string[] };

const sorted = (tables: Shape[]) =>
  tables
    .map(({ table, columns }) => ({ table, columns: columns.toSorted() }))
    .toSorted((a, b) => (a.table < b.table ? -1 : 1));

test('the declared tables match the migrated ones: names, types and nullability', async () => {
  const migrated = await ctx.db.query<Shape>(sql`
    select c.relname as "table", jsonb_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') group by 1`);
  const declared = (await readDeclaredTables()).map(({ name, columns }) => ({
    table: name,
    columns: columns.map((column) => {
      const type = column.getSQLType() === 'time' ? 'time without time zone' : column.getSQLType();
      return `${column.name} ${type}${column.notNull ? ' not null' : ''}`;
    }),
  }));
  expect(sorted(declared)).toEqual(sorted(migrated));
});

test('docs/schema.md describes the migrated schema', async () => {
  expect(await readFile(join(root, 'docs/schema.md'), 'utf8')).toBe(await describeSchema(ctx.db));
});

test('every table with rows of a shop has a tenant_id', async () => {
  const rows = await ctx.db.query<{ name: string }>(sql`
    select table_name as name from information_schema.tables t where table_schema = 'public' and not exists (
      select from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'tenant_id')
    order by 1`);
  // The tenants themselves, internal tables, and rows that belong to a user.
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
