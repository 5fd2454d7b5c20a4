import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** A browser file whose name says its content, such as `beckon-0123456789abcdef.js`. */
export type PinnedFile = { name: string; content: Uint8Array };

/** Files are served this long after the last start of a server that had them, in milliseconds. */
const servedFor = 366 * 24 * 60 * 60 * 1_000;

/** Keeps the files of this version for pages that are pinned to them, and forgets those whose time is over. */
export async function keepPinnedFiles(ctx: AnyContext, files: readonly PinnedFile[]): Promise<void> {
  const now = ctx.clock.now();
  const rows = files.map(({ name, content }) => ({ name, content: Buffer.from(content).toString('base64') }));
  await ctx.db.query(sql`
    insert into pinned_files as p (name, content, served_until)
    select name, decode(content, 'base64'), ${new Date(now.getTime() + servedFor)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as f (name text, content text) order by name
    on conflict (name) do update set served_until = greatest(p.served_until, excluded.served_until)`);
  await ctx.db.query(sql`delete from pinned_files where served_until < ${now}`);
}

/** The content of a file of this or an earlier version; null when there is none, or its time is over. */
export async function readPinnedFile(ctx: AnyContext, name: string): Promise<Uint8Array | null> {
  const [file] = await ctx.db.query<{ content: Buffer }>(sql`
    select content from pinned_files where name = ${name} and served_until >= ${ctx.clock.now()}`);
  return file?.content ?? null;
}
