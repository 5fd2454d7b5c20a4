import type { Frequency } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Sets the maximum frequency of marketing that a contact wants; null for the shop's default. */
export async function setFrequency(
  ctx: Context<Transaction>,
  contactId: Id<'ctc'>,
  frequency: Frequency | null,
): Promise<void> {
  await ctx.db.query(sql`
    update contacts set frequency = ${frequency}, frequency_said_at = ${ctx.clock.now()} where id = ${contactId}`);
}

/** Sets until when a contact wants no marketing; null ends a pause. */
export async function setPause(ctx: Context<Transaction>, contactId: Id<'ctc'>, until: string | null): Promise<void> {
  await ctx.db.query(sql`
    update contacts set paused_until = ${until}, pause_said_at = ${ctx.clock.now()} where id = ${contactId}`);
}

/** Invalidates the links made for a contact so far: they are bound to its generation. */
export async function endBoundLinks(ctx: Context<Transaction>, contactId: Id<'ctc'>): Promise<void> {
  await ctx.db.query(sql`update contacts set generation = generation + 1 where id = ${contactId}`);
}
