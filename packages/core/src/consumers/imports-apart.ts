import type { LoggedEvent, Projection } from '../log/index.ts';
import { markAsImported } from '../segments/index.ts';
import { findImports } from '../sources/index.ts';

/** A projection that applies imported events apart from the others, in the order of the log: what they change is marked as such. */
export const withImportsApart = (projection: Projection): Projection => ({
  ...projection,
  async apply(ctx, events) {
    const imports = await findImports(ctx, [...new Set(events.map(({ sourceId }) => sourceId))]);
    for (const part of inParts(events, ({ sourceId }) => imports.has(sourceId))) {
      if (imports.has(part[0]!.sourceId)) await markAsImported(ctx, () => projection.apply(ctx, part));
      else await projection.apply(ctx, part);
    }
  },
});

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
