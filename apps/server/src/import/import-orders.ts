import type { CollectResponse, IncomingEvent } from '@beckon/contract';
import { type Appender, collectEvents, type EventSource } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import type { OrderReader } from './order-row.ts';
import type { SourceRow } from './rows.ts';

const batchSize = 500;
const lanes = 3;

export type ImportSummary = {
  rows: number;
  added: number;
  alreadyThere: number;
  /** Rows that could not be taken, with their line and the reason. */
  rejected: { line: number; reason: string }[];
};

/**
 * Sends the orders of a table through the same door as live events. Stops at nothing: a bad row is reported by its
 * line, a database that is away is waited for.
 */
export async function importOrders(
  ctx: Context,
  appender: Appender,
  source: EventSource,
  rows: AsyncIterable<SourceRow>,
  reader: OrderReader,
  options: { isDryRun: boolean; onProgress?: (summary: ImportSummary) => void },
): Promise<ImportSummary> {
  const summary: ImportSummary = { rows: 0, added: 0, alreadyThere: 0, rejected: [] };
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  let batch: { event: IncomingEvent; line: number }[] = [];

  const send = async (entries: typeof batch): Promise<void> => {
    if (options.isDryRun || entries.length === 0) return;
    const response = await sendPatiently(
      ctx,
      appender,
      source,
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
  const flush = async () => {
    const run = send(batch).catch((error: unknown) => {
      failure ??= error;
    });
    batch = [];
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
    batch.push({ event: read, line: row.line });
    if (batch.length === batchSize) await flush();
  }
  await flush();
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
