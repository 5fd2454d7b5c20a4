import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '../../db/index.ts';
import type { Context } from '../../ports/index.ts';
import type { MembershipListener } from '../evaluate-marked.ts';
import { keepMemberships } from '../keep-memberships.ts';

/**
 * Brings members up to date. A new segment waits for the transactions that were running when it was saved, and other test
 * files have theirs open on the same server.
 */
export async function evaluateMemberships(ctx: Context, listeners: readonly MembershipListener[]): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    await keepMemberships(ctx, listeners);
    const waiting = await ctx.db.query(sql`
      select from segment_evaluations where differing is null and waits_for is null`);
    if (waiting.length === 0) return;
    await pause(20);
  }
  throw new Error('a transaction is open for too long');
}
