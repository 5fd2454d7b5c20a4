import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Lets the leases of a consumer lapse now, as if their holders, or this one, had been silent for too long. */
export async function lapseLeases(ctx: AnyContext, consumer: string, holder: string | null = null): Promise<void> {
  await ctx.db.query(sql`
    with silent as (
      update log_workers set alive_until = clock_timestamp() - interval '1 second'
      where consumer = ${consumer} and (${holder}::text is null or holder = ${holder})
    )
    update log_cursors set lease_until = clock_timestamp() - interval '1 second'
    where consumer = ${consumer} and holder is not null and (${holder}::text is null or holder = ${holder})`);
}

/** Lets the claims of running jobs lapse now. */
export async function lapseClaims(ctx: AnyContext): Promise<void> {
  await ctx.db.query(sql`
    update jobs set lease_until = clock_timestamp() - interval '1 second' where status = 'running'`);
}
