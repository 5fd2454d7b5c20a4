import type { CollectResponse, IncomingEvent } from '@beckon/contract';
import { collectEvents, validateEvent, warnOfPhone } from '@beckon/core/collect';
import type { Appender, EventSource } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import type { Reading, RowReader } from './row-reader.ts';
import type { GoodRow, SourceRow } from './rows.ts';

const batchSize = 500;
const lanes = 3;

export type ImportSummary = {
  rows: number;
  added: number;
  alreadyThere: number;
  /** In a dry run: rows that would be imported. */
  good: number;
  /** Lines of an order after its first. */
  furtherLines: number;
  /** Valid rows that were left out, counted by reason, such as the state of an order. */
  leftOut: Record<string, number>;
  /** Rows that could not be imported, with line and reason. */
  rejected: { line: number; reason: string }[];
  /** Rows that were imported without one of their values, with line and reason. */
  warned: { line: number; reason: string }[];
};

export type ImportRun = {
  isDryRun: boolean;
  /** Called for each rejected row. */
  onRejected?: (row: SourceRow, reason: string) => void;
  /** Called for each event before it is sent. */
  onEvent?: (event: IncomingEvent, row: SourceRow) => void;
};

type Entry = { event: IncomingEvent; rows: readonly GoodRow[] };
type Kind = 'import' | 'browser';

/**
 * Sends the rows of a file through the same checks as live events. Never stops early: a bad row is reported with its
 * line, and an unavailable database is waited for.
 */
export async function importEvents(
  ctx: Context,
  appender: Appender,
  source: EventSource,
  rows: AsyncIterable<SourceRow>,
  reader: RowReader,
  run: ImportRun,
): Promise<ImportSummary> {
  const summary: ImportSummary = {
    rows: 0,
    added: 0,
    alreadyThere: 0,
    good: 0,
    furtherLines: 0,
    leftOut: {},
    rejected: [],
    warned: [],
  };
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  const batches: Record<Kind, Entry[]> = { import: [], browser: [] };

  const reject = ([first, ...others]: readonly SourceRow[], reason: string) => {
    const refuse = (row: SourceRow, why: string) => {
      summary.rejected.push({ line: row.line, reason: why });
      run.onRejected?.(row, why);
    };
    refuse(first!, reason);
    for (const row of others) refuse(row, `a further line of the order of line ${first!.line}, which was rejected`);
  };
  const warn = ([first]: readonly GoodRow[], reasons: readonly string[] = []) => {
    for (const reason of reasons) summary.warned.push({ line: first!.line, reason });
  };
  const send = async (kind: Kind, entries: Entry[]): Promise<void> => {
    if (entries.length === 0) return;
    const events = entries.map((entry) => entry.event);
    const { accepted, duplicates, results } = await sendWithRetries(ctx, appender, { ...source, kind }, events);
    summary.added += accepted;
    summary.alreadyThere += duplicates;
    results.forEach((result, index) => {
      const { rows } = entries[index]!;
      if (result.result === 'accepted') warn(rows, result.warnings);
      if (result.result === 'quarantined') reject(rows, result.reason ?? 'quarantined');
      else if (result.differs) {
        summary.alreadyThere--;
        reject(rows, 'imported before under the same number or id, with other contents: the first one is kept');
      } else summary.furtherLines += rows.length - 1;
    });
  };
  const flush = async (kind: Kind) => {
    const sending = send(kind, batches[kind]).catch((error: unknown) => {
      failure ??= error;
    });
    batches[kind] = [];
    underWay.add(sending);
    void sending.finally(() => underWay.delete(sending));
    if (underWay.size >= lanes) await Promise.race(underWay);
    if (failure) throw failure;
  };
  const take = async (reading: Reading): Promise<void> => {
    if ('fault' in reading) return reject(reading.rows, reading.fault);
    if ('leftOut' in reading) {
      summary.leftOut[reading.leftOut] = (summary.leftOut[reading.leftOut] ?? 0) + 1;
      summary.furtherLines += reading.rows.length - 1;
      return;
    }
    const { isClaim, ...event } = reading.event;
    const kind = isClaim ? 'browser' : 'import';
    if (run.isDryRun) {
      // Uses collect's own validation, so that a dry run reports exactly what the import would store.
      const checked = validateEvent(ctx, event, { ...source, kind }, {}, ctx.clock.now());
      if ('code' in checked) return reject(reading.rows, checked.reason);
      summary.good++;
      warn(reading.rows, warnOfPhone(event, checked, { ...source, kind }));
      summary.furtherLines += reading.rows.length - 1;
      run.onEvent?.(event, reading.rows[0]!);
      return;
    }
    batches[kind].push({ event, rows: reading.rows });
    if (batches[kind].length === batchSize) await flush(kind);
  };

  for await (const row of rows) {
    summary.rows++;
    if ('fault' in row) reject([row], row.fault);
    else for (const reading of reader.read(row)) await take(reading);
  }
  for (const reading of reader.end?.() ?? []) await take(reading);
  await flush('browser');
  await flush('import');
  await Promise.all(underWay);
  if (failure) throw failure;
  for (const list of [summary.rejected, summary.warned]) list.sort((a, b) => a.line - b.line);
  return summary;
}

/** Retries for about a minute, so that a restart of the database does not require a new import. */
async function sendWithRetries(
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
