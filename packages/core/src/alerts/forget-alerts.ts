import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

const day = 24 * 60 * 60 * 1_000;

/** Days that resolved alerts are kept. */
const keptDays = 365;

/** Maximum rows of one run. */
const maxRows = 1_000;

/** Removes alerts that were resolved a year ago, and what was recorded of slow answers a day ago. */
export async function forgetAlerts(ctx: AnyContext): Promise<void> {
  const now = ctx.clock.now().getTime();
  await ctx.db.query(sql`
    with old as materialized (
      select id from alerts where resolved_at < ${new Date(now - keptDays * day)} order by resolved_at limit ${maxRows}
    )
    delete from alerts where id in (select id from old)`);
  await ctx.db.query(sql`
    delete from slow_answers where minute < ${new Date(now - day)}`);
}
