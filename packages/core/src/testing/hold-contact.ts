import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement } from '../ports/index.ts';

/**
 * Keeps a contact's row locked until the test releases it, so that the test can choose the order of the waiting
 * transactions.
 */
export async function holdContact(
  ctx: Context,
  contactId: Id<'ctc'>,
  change: Statement = sql`select 1 from contacts where id = ${contactId} for update`,
): Promise<{ letGo(): Promise<void> }> {
  const locked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = ctx.db.transaction(async (tx) => {
    await tx.query(change);
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  return {
    async letGo() {
      released.resolve();
      await holding;
    },
  };
}

/** Resolves when this many sessions wait for a lock. */
export async function untilWaiting(ctx: AnyContext, count: number): Promise<void> {
  for (let looks = 0; looks < 500; looks++) {
    const [row] = await ctx.db.query<{ waiting: number }>(sql`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    if (row!.waiting >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`no ${count} sessions came to wait for a lock`);
}
