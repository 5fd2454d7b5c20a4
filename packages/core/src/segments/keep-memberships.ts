import type { Context } from '../ports/index.ts';
import { compareMembers, endRequests } from './compare-members.ts';
import { evaluateMarked, type MembershipListener } from './evaluate-marked.ts';
import { sumCounts } from './member-counts.ts';

/**
 * Brings the members of all segments up to date: compares the segments that were saved, and evaluates the contacts that are
 * marked until none is left.
 * @param mayGoOn asked after each batch of contacts
 */
export async function keepMemberships(
  ctx: Context,
  listeners: readonly MembershipListener[],
  mayGoOn: () => boolean = () => true,
): Promise<void> {
  await compareMembers(ctx);
  while ((await evaluateMarked(ctx, listeners)) > 0 && mayGoOn());
  await endRequests(ctx);
  await sumCounts(ctx);
}
