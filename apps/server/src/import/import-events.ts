import type { CollectResponse, IncomingEvent } from '@beckon/contract';
import { type Appender, collectEvents, type EventSource } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import type { Cells, SourceRow } from './rows.ts';

const batchSize = 500;
const lanes = 3;

export type ImportSummary = {
  rows: number;
  added: number;
  alreadyThere: number;
  /** Rows that could not be taken, with their line and the reason. */
  rejected: { line: number; reason: string }[];
};

/** What makes events of rows. */
export type RowReader = {
  /** The event of a row, or what is wrong with it. */
  read(row: Cells): ImportedEvent | { fault: string };
};

/** An event that was a browser's claim when it was given out is a claim again: it names nobody and is no revenue. */
export type ImportedEvent = IncomingEvent & { isClaim?: boolean };

/**
 * Sends the rows of a file through the same door as live events. Stops at nothing: a bad row is reported by its line, a
 * database that is away is waited for.
 */
export async function importEvents(
  ctx: Context,
  appender: Appender,
  source: EventSource,
  rows: AsyncIterable<SourceRow>,
  reader: RowReader,
  options: { isDryRun: boolean; onProgress?: (summary: ImportSummary) => void },
): Promise<ImportSummary> {
  const summary: ImportSummary = { rows: 0, added: 0, alreadyThere: 0, rejected: [] };
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  type Entry = { event: IncomingEvent; line: number };
  const batches = { import: [] as Entry[], browser: [] as Entry[] };

  const send = async (kind: keyof typeof batches, entries: Entry[]): Promise<void> => {
    if (options.isDryRun || entries.length === 0) return;
    const response = await sendPatiently(
      ctx,
      appender,
      { ...source, kind },
      entries.map((entry) => entry.event),
    );
    summary.added += response.accepted;
    summary.alreadyThere += response.duplicates;
    response.results.forEach((result, index) => {
      if (result.result === 'quarantined')
        summary.rejected.push({ line: entries[index]!.line, reason: result.reason ?? 'quarantined' });
    });
    options.onProgress?.(summary);
  };
  const flush = async (kind: keyof typeof batches) => {
    const run = send(kind, batches[kind]).catch((error: unknown) => {
      failure ??= error;
    });
    batches[kind] = [];
    underWay.add(run);
    void run.finally(() => underWay.delete(run));
    if (underWay.size >= lanes) await Promise.race(underWay);
    if (failure) throw failure;
  };

  for await (const row of rows) {
    summary.rows++;
    const read = 'fault' in row ? row : reader.read(row.columns);
    if ('fault' in read) {
      summary.rejected.push({ line: row.line, reason: read.fault });
      continue;
    }
    const { isClaim, ...event } = read;
    const kind = isClaim ? 'browser' : 'import';
    batches[kind].push({ event, line: row.line });
    if (batches[kind].length === batchSize) await flush(kind);
  }
  await flush('browser');
  await flush('import');
  await Promise.all(underWay);
  if (failure) throw failure;
  summary.rejected.sort((a, b) => a.line - b.line);
  return summary;
}

/** Tries for about a minute: a restart of the database is no reason to begin anew. */
async function sendPatiently(
  ctx: Context,
  appender: Appender,
  source: EventSource,
  events: IncomingEvent[],
): Promise<CollectResponse> {
  const body = JSON.stringify({ events });
  for (let tries = 1; ; tries++) {
    try {
      return await collectEvents(ctx, appender, source, body);
    } catch (error) {
      if (tries === 30) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(200 * tries, 3_000)));
    }
  }
}
