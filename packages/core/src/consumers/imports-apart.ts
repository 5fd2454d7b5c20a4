import { sql } from '../db/index.ts';
import type { LoggedEvent, Projection } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { markAsImported } from '../segments/index.ts';

/** A projection that applies imported events apart from the others, in the order of the log: what they change is marked as such. */
export const withImportsApart = (projection: Projection): Projection => ({
  ...projection,
  async apply(ctx, events) {
    const imports = await findImportSources(ctx, events);
    for (const part of inParts(events, ({ sourceId }) => imports.has(sourceId))) {
      if (imports.has(part[0]!.sourceId)) await markAsImported(ctx, () => projection.apply(ctx, part));
      else await projection.apply(ctx, part);
    }
  },
});

async function findImportSources(ctx: AnyContext, events: readonly LoggedEvent[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.query<{ id: string }>(sql`
    select id from sources
    where id in ${sql.texts([...new Set(events.map(({ sourceId }) => sourceId))])} and kind = 'import'`);
  return new Set(rows.map(({ id }) => id));
}

/** Divides events wherever the answer changes. */
function inParts(events: readonly LoggedEvent[], isOne: (event: LoggedEvent) => boolean): LoggedEvent[][] {
  const parts: LoggedEvent[][] = [];
  for (const event of events) {
    const last = parts.at(-1);
    if (last && isOne(last[0]!) === isOne(event)) last.push(event);
    else parts.push([event]);
  }
  return parts;
}
