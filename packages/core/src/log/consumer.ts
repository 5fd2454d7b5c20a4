import { DatabaseUnavailable } from '../db/index.ts';
import { describeError } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import {
  advanceCursors,
  countAttempt,
  createCursors,
  FenceLost,
  holdLeases,
  type Lease,
  readNext,
  releaseLeases,
  reportPresence,
  withdrawPresence,
} from './cursors.ts';
import type { LoggedEvent } from './event.ts';
import { quarantineLogged } from './quarantine-logged.ts';

/** One part of what a projection does with events. The steps of a projection run in order, in one transaction. */
export type ProjectionStep = {
  /** Applies events in order. */
  apply(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void>;
  /** Resets its tables to the counts of retired events, before the log is read again from the beginning. */
  clear?(ctx: Context<Transaction>): Promise<void>;
  /** Keeps the counts of events that leave the log, in the transaction that deletes them. */
  retire?(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void>;
};

/** Reads the log and maintains tables that can be rebuilt from it. Has no effect outside these tables. */
export type Projection = Required<ProjectionStep> & { kind: 'projection'; name: string };

/**
 * Reads the log and causes effects that must not be repeated: enrols contacts in flows, sends, calls. It is never
 * rebuilt. A new reaction starts at the end of the log.
 */
export type Reaction = {
  kind: 'reaction';
  name: string;
  /**
   * The projection whose tables it reads. The reaction gets an event only after this projection has applied it, so what
   * it reads is at least as new as the event.
   */
  after: string;
  /** Applies events in order, in the transaction of `ctx`, which also moves the cursor. */
  apply(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void>;
};

export type Consumer = Projection | Reaction;

/**
 * Makes one projection of several steps, which share its transaction and its cursor. Events are retired in the reverse order
 * of the steps, so that each still finds what the steps before it keep.
 */
export function createProjection(name: string, steps: readonly ProjectionStep[]): Projection {
  return {
    kind: 'projection',
    name,
    async apply(ctx, events) {
      for (const step of steps) await step.apply(ctx, events);
    },
    async clear(ctx) {
      for (const step of steps) await step.clear?.(ctx);
    },
    async retire(ctx, events) {
      for (const step of steps.toReversed()) await step.retire?.(ctx, events);
    },
  };
}

export type ConsumerOptions = {
  /** Identifies this worker; must be unique. */
  holder: string;
  /** Milliseconds until other workers can take a dead worker's buckets. */
  lease?: number;
  /** Maximum events of one bucket in one transaction. */
  perBucket?: number;
  /** How often an event is tried before it is quarantined. */
  maxAttempts?: number;
};

/** If the database fails more often than this in a row on one event, that event is considered the cause. */
const maxExcuses = 5;

/** What one turn did. `idle`: no events are waiting. */
export type TurnResult = { applied: number; quarantined: number; state: 'busy' | 'idle' | 'failing' };

/**
 * Runs one consumer over the buckets it can lease. Each turn applies waiting events and moves the cursors in the same
 * transaction, so a crash neither repeats nor loses an event.
 */
export class ConsumerRunner {
  readonly #ctx: Context;
  readonly #consumer: Consumer;
  readonly #holder: string;
  readonly #lease: number;
  readonly #perBucket: number;
  readonly #maxAttempts: number;
  #leases = new Map<number, Lease>();
  #isCreated = false;
  /**
   * How often in a row the database failed on an event, by sequence number. A few failures are not blamed on the event.
   */
  readonly #excused = new Map<number, number>();
  /** Buckets in which an event failed: their events are applied one by one until it is applied or quarantined. */
  readonly #failing = new Set<number>();

  constructor(ctx: Context, consumer: Consumer, options: ConsumerOptions) {
    this.#ctx = ctx;
    this.#consumer = consumer;
    this.#holder = options.holder;
    this.#lease = options.lease ?? 8_000;
    this.#perBucket = options.perBucket ?? 32;
    this.#maxAttempts = options.maxAttempts ?? 3;
  }

  /** Takes and renews leases. Call it well before the leases expire. */
  async heartbeat(): Promise<void> {
    const { db } = this.#ctx;
    const { name } = this.#consumer;
    if (!this.#isCreated) await createCursors(db, this.#consumer);
    this.#isCreated = true;
    const share = await reportPresence(db, name, this.#holder, this.#lease);
    const leases = await holdLeases(db, name, this.#holder, {
      lease: this.#lease,
      share,
      carefulEvents: this.#perBucket,
    });
    const surplus = leases.slice(share);
    if (surplus.length > 0)
      await releaseLeases(
        db,
        name,
        this.#holder,
        surplus.map((lease) => lease.bucket),
      );
    const known = this.#leases;
    this.#leases = new Map(
      leases.slice(0, share).map((lease) => {
        // The row may have been read before a turn of ours counted down.
        const before = known.get(lease.bucket);
        return [lease.bucket, before?.fence === lease.fence ? before : lease];
      }),
    );
  }

  /** Applies waiting events, up to one batch. Never throws because of a faulty event or a database failure. */
  async turn(): Promise<TurnResult> {
    try {
      const after = this.#consumer.kind === 'reaction' ? this.#consumer.after : null;
      const events = await readNext(this.#ctx.db, this.#consumer.name, after, this.#holder, this.#perBucket);
      const ours = events.filter((event) => this.#leases.has(event.bucket));
      if (ours.length === 0) return { applied: 0, quarantined: 0, state: 'idle' };
      const [alone, together] = partition(ours, (event) => this.#mustGoAlone(event.bucket));
      const applied = await this.#applyTogether(together);
      const { done, quarantined } = await this.#applyAlone(alone);
      return { applied: applied + done, quarantined, state: 'busy' };
    } catch (error) {
      if (error instanceof FenceLost) await this.#forgetLeases();
      else if (!(error instanceof DatabaseUnavailable)) {
        this.#ctx.log.error('consumer turn failed', { consumer: this.#consumer.name, error: describeError(error) });
      }
      return { applied: 0, quarantined: 0, state: 'failing' };
    }
  }

  /** Releases the buckets, for a clean stop. */
  async release(): Promise<void> {
    const { db } = this.#ctx;
    await releaseLeases(db, this.#consumer.name, this.#holder, [...this.#leases.keys()]);
    await withdrawPresence(db, this.#consumer.name, this.#holder);
    this.#leases.clear();
  }

  #mustGoAlone(bucket: number): boolean {
    return this.#failing.has(bucket) || (this.#leases.get(bucket)?.careful ?? 0) > 0;
  }

  async #applyTogether(events: LoggedEvent[]): Promise<number> {
    if (events.length === 0) return 0;
    try {
      await this.#applyInTransaction(events);
      return events.length;
    } catch (error) {
      if (error instanceof FenceLost) throw error;
      for (const { bucket } of events) this.#failing.add(bucket);
      // Either the database was unavailable or one of the events ends its session. Applied one by one, that event is
      // identified and the others are applied.
      if (error instanceof DatabaseUnavailable) throw error;
      this.#ctx.log.warn('a batch failed, its events go one by one', {
        consumer: this.#consumer.name,
        error: describeError(error),
      });
      return 0;
    }
  }

  async #applyAlone(events: LoggedEvent[]): Promise<{ done: number; quarantined: number }> {
    const outcome = { done: 0, quarantined: 0 };
    const stuck = new Set<number>();
    for (const event of events) {
      if (stuck.has(event.bucket)) continue;
      const result = await this.#applyOne(event);
      if (result === 'retry') stuck.add(event.bucket);
      else outcome[result]++;
    }
    for (const bucket of new Set(events.map((event) => event.bucket))) {
      if (!stuck.has(bucket)) this.#failing.delete(bucket);
    }
    return outcome;
  }

  async #applyOne(event: LoggedEvent): Promise<'done' | 'quarantined' | 'retry'> {
    const lease = this.#leases.get(event.bucket);
    if (!lease) return 'retry';
    const losses = this.#excused.get(event.seq) ?? 0;
    const excused = losses > 0 && losses <= maxExcuses ? 1 : 0;
    const attempts = await countAttempt(this.#ctx.db, this.#consumer.name, this.#holder, lease, event, excused);
    this.#excused.delete(event.seq);
    if (attempts > this.#maxAttempts) return this.#setAside(event, 'the process died each time it was applied');
    try {
      await this.#applyInTransaction([event]);
      lease.careful = Math.max(0, lease.careful - 1);
      return 'done';
    } catch (error) {
      if (error instanceof FenceLost) throw error;
      if (error instanceof DatabaseUnavailable) {
        this.#excused.set(event.seq, losses + 1);
        throw error;
      }
      return attempts >= this.#maxAttempts ? this.#setAside(event, describeError(error)) : 'retry';
    }
  }

  #applyInTransaction(events: LoggedEvent[]): Promise<void> {
    const { name } = this.#consumer;
    return this.#ctx.db.transaction(async (tx) => {
      await advanceCursors(tx, name, this.#holder, this.#leases, events);
      await this.#consumer.apply({ ...this.#ctx, db: tx }, events);
    });
  }

  async #setAside(event: LoggedEvent, reason: string): Promise<'quarantined'> {
    const { name } = this.#consumer;
    await this.#ctx.db.transaction(async (tx) => {
      await advanceCursors(tx, name, this.#holder, this.#leases, [event]);
      await quarantineLogged({ ...this.#ctx, db: tx }, name, event, reason);
    });
    this.#ctx.log.error('an event was set aside', { consumer: name, seq: event.seq, type: event.type });
    return 'quarantined';
  }

  async #forgetLeases(): Promise<void> {
    this.#leases.clear();
    await this.heartbeat().catch(() => {});
  }
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  const inside: T[] = [];
  const outside: T[] = [];
  for (const item of items) (belongs(item) ? inside : outside).push(item);
  return [inside, outside];
}
