import type { Context } from '../ports/index.ts';
import type { jobs } from './tables.ts';

/** `urgent`: a person waits for it, such as a double opt-in mail. `bulk`: much of it at once, such as a campaign. */
export const priorities = { urgent: 0, normal: 1, bulk: 2 } as const;

export type Priority = (typeof priorities)[keyof typeof priorities];

/** `waiting`: for its time. `held`: for its limit. `ready`: for a worker. */
export type JobStatus = 'waiting' | 'held' | 'ready' | 'running' | 'dead';

/**
 * A job in progress. The worker that holds `fence` may finish it; after the lease expires, another worker may have a
 * newer fence.
 */
export type ClaimedJob<Payload extends object = object> = Pick<
  typeof jobs.$inferSelect,
  'id' | 'tenantId' | 'kind' | 'attempts' | 'fence'
> & { payload: Payload; limitKey: string | null };

/** What a job reports about its run. */
export type JobOutcome =
  | { outcome: 'done' }
  | { outcome: 'retry'; reason: string; retryAfter?: number }
  /**
   * Nothing failed, but the job cannot finish yet: it runs again after this many milliseconds, with its attempts reset.
   */
  | { outcome: 'waiting'; runAfter: number }
  | { outcome: 'dead'; reason: string };

/** A kind of job: what it is called, how urgent it is, and how it is run. */
export type JobDefinition<Payload extends object> = {
  /** Stored with each job: a new name does not find the jobs of the old one. */
  readonly kind: string;
  readonly priority: Priority;
  /** Maximum jobs of one tenant that `run` gets at once. */
  readonly maxSet: number;
  /** It tells another system something: where many of these fail, an alert opens. */
  readonly isSync: boolean;
  /** Runs jobs of one tenant. @returns one outcome for each, in their order */
  readonly run: (ctx: Context, jobs: readonly ClaimedJob<Payload>[]) => Promise<JobOutcome[]>;
};

/** A definition in a list of all kinds. */
export type AnyJobDefinition = JobDefinition<never>;

type NewDefinition<Payload extends object> = { kind: string; priority?: Priority; isSync?: boolean } & (
  | { maxSet?: never; run(ctx: Context, job: ClaimedJob<Payload>): Promise<JobOutcome> }
  | { maxSet: number; run(ctx: Context, jobs: readonly ClaimedJob<Payload>[]): Promise<JobOutcome[]> }
);

/**
 * Defines a kind of job. `run` may be called again with the same job at any point, since a worker can die after its work
 * and before its outcome is stored. What it throws is retried. If a set of several throws, its jobs run again one by one.
 * @example
 * export const syncContact = defineJob<{ contactId: Id<'ctc'> }>({
 *   kind: 'contact.sync',
 *   run: (ctx, { tenantId, payload }) => syncOne(ctx, tenantId, payload.contactId),
 * });
 */
export function defineJob<Payload extends object>(job: NewDefinition<Payload>): JobDefinition<Payload> {
  const { kind, priority = priorities.normal, isSync = false } = job;
  if (job.maxSet !== undefined)
    return { kind, priority, isSync, maxSet: job.maxSet, run: (ctx, jobs) => job.run(ctx, jobs) };
  return { kind, priority, isSync, maxSet: 1, run: async (ctx, [only]) => [await job.run(ctx, only!)] };
}
