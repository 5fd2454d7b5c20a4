import { eq, sql, withBuilder } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { pinnedFiles } from './tables.ts';

/** A browser file whose name says its content, such as `beckon-0123456789abcdef.js`. */
export type PinnedFile = { name: string; content: Uint8Array };

/** Keeps the files of this version for pages that are pinned to them. A version has some 12 kB, so none is forgotten. */
export async function keepPinnedFiles(ctx: AnyContext, files: readonly PinnedFile[]): Promise<void> {
  const rows = files.map(({ name, content }) => ({ name, content: Buffer.from(content).toString('base64') }));
  await ctx.db.query(sql`
    insert into pinned_files (name, content) select name, decode(content, 'base64')
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as f (name text, content text) order by name
    on conflict do nothing`);
}

/** The content of a file of this or an earlier version; null when there is none. */
export async function readPinnedFile(ctx: AnyContext, name: string): Promise<Uint8Array | null> {
  const [file] = await withBuilder(ctx.db, (build) =>
    build.select({ content: pinnedFiles.content }).from(pinnedFiles).where(eq(pinnedFiles.name, name)),
  );
  return file?.content ?? null;
}
