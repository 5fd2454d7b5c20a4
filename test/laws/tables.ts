import { join } from 'node:path';
import { getTableConfig, getViewConfig, type PgColumn, PgTable, PgView } from 'drizzle-orm/pg-core';
import { readSources, root } from './sources.ts';

export type DeclaredTable = { room: string; name: string; columns: PgColumn[] };

const roomOf = (path: string) => path.split('/')[3]!;

/** The tables and views that the rooms of core declare, each in its `tables.ts`. */
export async function readDeclaredTables(): Promise<DeclaredTable[]> {
  const files = await readSources('packages/core/src', /^tables\.ts$/);
  const rooms = await Promise.all(
    files.map(async ({ path }) => {
      const declared: Record<string, unknown> = await import(join(root, path));
      return Object.values(declared).flatMap((value): DeclaredTable[] => {
        if (value instanceof PgTable) return [{ room: roomOf(path), ...getTableConfig(value) }];
        if (!(value instanceof PgView)) return [];
        const { name, selectedFields } = getViewConfig(value);
        return [{ room: roomOf(path), name, columns: Object.values(selectedFields) as PgColumn[] }];
      });
    }),
  );
  return rooms.flat();
}
