import { DatabaseUnavailable, isDataError } from '../db/index.ts';
import { DomainError, describeError } from '../lib/index.ts';
import type { Db, Queryable } from '../ports/index.ts';
import type { QuarantineEntry } from '../quarantine/index.ts';
import { type Written, writeToLog } from './append.ts';
import type { StoredEvent } from './event.ts';

/** What one request wants to write, and how to quarantine an event that only the database refuses. */
export type AppendRequest = {
  events: StoredEvent[];
  setAside: QuarantineEntry[];
  /** The size once stored. */
  bytes: number;
  refuse(event: StoredEvent, reason: string): QuarantineEntry;
};

export type AppendResult = {
  /** One entry per event of the request: its outcome, or why the database refused it. */
  outcomes: (Written | { refused: string })[];
};

type Pending = AppendRequest & { resolve(result: AppendResult): void; reject(error: unknown): void };

export type AppenderOptions = {
  /** Maximum number of batches in progress. Two reached 0.77 to 0.82 of the server without a database. */
  lanes?: number;
  /** Maximum events and bytes in one statement. A single request may exceed them. */
  batchEvents?: number;
  batchBytes?: number;
  /** Maximum events and bytes waiting. Beyond that, callers are asked to retry. */
  waitingEvents?: number;
  waitingBytes?: number;
  /** Milliseconds after which the caller gets an answer, whatever the database does. */
  deadline?: number;
  /** Called after each commit. */
  onAppended?: () => void;
};

/**
 * Collects what arrives while other batches are in progress and writes it in one statement. Writes at once when idle.
 * `append` resolves only after the commit.
 */
export class Appender {
  readonly #db: Db;
  readonly #lanes: number;
  readonly #batchEvents: number;
  readonly #batchBytes: number;
  readonly #waitingEvents: number;
  readonly #waitingBytes: number;
  readonly #deadline: number;
  readonly #onAppended: () => void;
  #queue: Pending[] = [];
  #queuedEvents = 0;
  #queuedBytes = 0;
  #busy = 0;

  constructor(db: Db, options: AppenderOptions = {}) {
    this.#db = db;
    this.#lanes = options.lanes ?? 2;
    this.#batchEvents = options.batchEvents ?? 5_000;
    this.#batchBytes = options.batchBytes ?? 8_000_000;
    this.#waitingEvents = options.waitingEvents ?? 20_000;
    this.#waitingBytes = options.waitingBytes ?? 32_000_000;
    this.#deadline = options.deadline ?? 1_800;
    this.#onAppended = options.onAppended ?? (() => {});
  }

  /**
   * @throws DomainError `overloaded` when too much is waiting, `database_unavailable` when the events were not stored
   *   in time. The caller may send the same events again; those that were stored after all come back as duplicates.
   */
  append(request: AppendRequest): Promise<AppendResult> {
    const size = sizeOf(request);
    if (this.#queuedEvents + size > this.#waitingEvents || this.#queuedBytes + request.bytes > this.#waitingBytes) {
      return Promise.reject(
        new DomainError('overloaded', 'too many events are waiting to be stored', { retryAfter: 1 }),
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<AppendResult>();
    const timer = setTimeout(() => reject(new DatabaseUnavailable('not stored in time')), this.#deadline);
    this.#queue.push({ ...request, resolve, reject });
    this.#queuedEvents += size;
    this.#queuedBytes += request.bytes;
    this.#next();
    return promise.finally(() => clearTimeout(timer));
  }

  #next(): void {
    if (this.#busy >= this.#lanes || this.#queue.length === 0) return;
    this.#busy++;
    void this.#write(this.#takeBatch()).finally(() => {
      this.#busy--;
      this.#next();
    });
  }

  #takeBatch(): Pending[] {
    const batch: Pending[] = [];
    let size = 0;
    let bytes = 0;
    while (this.#queue.length > 0) {
      const next = this.#queue[0]!;
      const isTooMuch = size + sizeOf(next) > this.#batchEvents || bytes + next.bytes > this.#batchBytes;
      if (batch.length > 0 && isTooMuch) break;
      batch.push(next);
      size += sizeOf(next);
      bytes += next.bytes;
      this.#queue.shift();
    }
    this.#queuedEvents -= size;
    this.#queuedBytes -= bytes;
    return batch;
  }

  async #write(batch: Pending[]): Promise<void> {
    try {
      const events = batch.flatMap((request) => request.events);
      const setAside = batch.flatMap((request) => request.setAside);
      const written = await writeToLog(withDeadline(this.#db, this.#deadline), events, setAside);
      let place = 0;
      for (const request of batch) request.resolve({ outcomes: request.events.map(() => written[place++]!) });
      this.#onAppended();
    } catch (error) {
      if (isDataError(error)) await this.#writeApart(batch, error);
      else for (const request of batch) request.reject(error);
    }
  }

  /** The database refuses a row of the batch: halve the batch until that row is alone, then quarantine it. */
  async #writeApart(batch: Pending[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      const half = batch.length >> 1;
      await this.#write(batch.slice(0, half));
      await this.#write(batch.slice(half));
      return;
    }
    const request = batch[0]!;
    try {
      const outcomes = await this.#writeEvents(request, request.events, request.setAside);
      if (request.events.length === 0) throw error;
      request.resolve({ outcomes });
      this.#onAppended();
    } catch (failure) {
      request.reject(failure);
    }
  }

  async #writeEvents(
    request: Pending,
    events: StoredEvent[],
    setAside: QuarantineEntry[],
  ): Promise<AppendResult['outcomes']> {
    try {
      return await writeToLog(withDeadline(this.#db, this.#deadline), events, setAside);
    } catch (error) {
      if (!isDataError(error) || events.length === 0) throw error;
      if (events.length === 1) {
        const reason = describeError(error);
        await writeToLog(this.#db, [], [...setAside, request.refuse(events[0]!, reason)]);
        return [{ refused: reason }];
      }
      const half = events.length >> 1;
      return [
        ...(await this.#writeEvents(request, events.slice(0, half), setAside)),
        ...(await this.#writeEvents(request, events.slice(half), [])),
      ];
    }
  }
}

const sizeOf = ({ events, setAside }: AppendRequest) => events.length + setAside.length;

function withDeadline(db: Db, deadline: number): Queryable {
  return { query: (statement) => db.query(statement, { deadline }) };
}
