import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { referencesOf } from './audience.ts';
import type { campaigns } from './tables.ts';

/**
 * Refuses to archive a segment that a campaign needs when it begins.
 * @throws DomainError `conflict` with the campaigns that are scheduled
 */
export async function checkSegmentUnscheduled(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'seg'>,
): Promise<void> {
  const scheduled = await ctx.db.query<Pick<typeof campaigns.$inferSelect, 'name' | 'definition'>>(sql`
    select name, definition from campaigns
    where tenant_id = ${tenantId} and launched_at is null and status in ('scheduled', 'paused') order by id`);
  const needing = scheduled.flatMap(({ name, definition }) =>
    referencesOf(definition.audience).flatMap((reference) =>
      reference.id === id ? [{ path: reference.path, message: `in the campaign ${name}`, name }] : [],
    ),
  );
  if (needing.length === 0) return;
  const names = [...new Set(needing.map(({ name }) => name))].join(', ');
  const errors = needing.map(({ path, message }) => ({ path, message }));
  throw new DomainError('conflict', `campaigns that are scheduled need it: ${names}`, { errors });
}
