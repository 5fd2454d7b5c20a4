import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { JobDefinition } from './job.ts';

/** Makes the jobs with these keys that wait for a later time run at once. */
export async function runWaiting<Payload extends object>(
  ctx: AnyContext,
  job: JobDefinition<Payload>,
  tenantId: string,
  uniqueKeys: readonly string[],
): Promise<void> {
  if (uniqueKeys.length === 0) return;
  await ctx.db.query(sql`
    update jobs j set run_at = ${ctx.clock.now()} from job_keys k
    where k.tenant_id = ${tenantId} and k.kind = ${job.kind} and k.unique_key in ${sql.texts(uniqueKeys)}
      and j.id = k.job_id and j.status = 'waiting' and j.run_at > ${ctx.clock.now()}`);
}
