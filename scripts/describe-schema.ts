import { sql } from '../packages/core/src/db/index.ts';
import type { Queryable } from '../packages/core/src/ports/index.ts';

type Column = { table: string; name: string; type: string; isNullable: boolean; fallback: string | null };

/** The schema of a migrated database as a page: tables, columns, indexes. */
export async function describeSchema(db: Queryable): Promise<string> {
  const columns = await db.query<Column>(sql`
    select c.table_name as "table", c.column_name as name, c.data_type as type, c.is_nullable = 'YES' as "isNullable",
      case when c.is_identity = 'YES' then 'identity' when c.is_generated = 'ALWAYS' then 'generated'
        else regexp_replace(c.column_default, '::.*$', '') end as fallback
    from information_schema.columns c where c.table_schema = 'public'
    order by c.table_name, c.ordinal_position`);
  const indexes = await db.query<{ table: string; definition: string }>(sql`
    select tablename as "table", regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX ([a-z_]+) ON public.[a-z_]+ USING (btree )?', '\\2: \\1') as definition
    from pg_indexes where schemaname = 'public' order by tablename, indexname`);
  const names = [...new Set(columns.map((column) => column.table))];
  const sections = names.map((name) => {
    const rows = columns
      .filter((column) => column.table === name)
      .map(
        (column) =>
          `| ${column.name} | ${column.type} | ${column.isNullable ? 'yes' : ''} | ${column.fallback ?? ''} |`,
      );
    const own = indexes.filter((index) => index.table === name).map((index) => `- \`${index.definition}\``);
    return `## ${name}\n\n| column | type | may be null | default |\n|---|---|---|---|\n${rows.join('\n')}\n\n${own.join('\n')}\n`;
  });
  return `# Schema\n\nMade from the migrations by \`node scripts/write-schema.ts\`; a law compares the two.\n\n${sections.join('\n')}`;
}
