import {
  type AnyJobDefinition,
  type ClaimedJob,
  claimJobs,
  defineJob,
  enqueue,
  finishJobs,
  type JobOutcome,
  type NewJob,
  wakeJobs,
} from '../queue/index.ts';
import { createTestContext } from './context.ts';

export type Note = { name: string };

/** Jobs without work, for tests of the queue: `note` runs one by one, `page` in sets of three at most. */
export const note = defineJob<Note>({ kind: 'test.note', run: async () => ({ outcome: 'done' }) });
export const page = defineJob<Note>({
  kind: 'test.page',
  maxSet: 3,
  run: async (_, jobs) => jobs.map(() => ({ outcome: 'done' })),
});

const lease = 10_000;

/** A queue in a database of its own: a claim takes jobs of all tenants. */
export async function createTestQueue(options: { maxConnections?: number } = {}) {
  const context = await createTestContext(options);
  // From 0.25 on, claims begin with urgent jobs.
  const chance = { is: 0.9 };
  const ctx = { ...context.ctx, random: { ...context.ctx.random, fraction: () => chance.is } };
  const jobs: AnyJobDefinition[] = [note, page];
  const claimSets = async (slots = 100, given = {}) => {
    await wakeJobs(ctx);
    return claimJobs(ctx, { slots, lease, jobs, ...given });
  };
  return {
    ...context,
    ctx,
    chance,
    lease,
    put: (tenantId: string, name: string, more: Partial<NewJob<Note>> = {}, job = note) =>
      enqueue(ctx, job, [{ tenantId, payload: { name }, ...more }]),
    /** Jobs with the names `name 0`, `name 1`, … in one statement. */
    putMany: (tenantId: string, name: string, count: number, more: Partial<NewJob<Note>> = {}, job = note) =>
      enqueue(
        ctx,
        job,
        Array.from({ length: count }, (_, at) => ({ tenantId, payload: { name: `${name} ${at}` }, ...more })),
      ),
    claimSets,
    claim: async (slots = 100, given = {}) => (await claimSets(slots, given)).flatMap((set) => set.jobs),
    finish: (job: ClaimedJob, outcome: JobOutcome = { outcome: 'done' }) =>
      finishJobs(ctx, [{ job, outcome }]).then((ours) => ours.has(job.id)),
    finishAll: (claimed: readonly ClaimedJob[]) =>
      finishJobs(
        ctx,
        claimed.map((job) => ({ job, outcome: { outcome: 'done' } })),
      ),
  };
}

/** In the order in which they were claimed. */
export const namesOf = (jobs: readonly ClaimedJob[]) => jobs.map(({ payload }) => (payload as Note).name);
