import type { contacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { Run } from './run.ts';

/** The time zones of the contacts of runs; those without one are missing. */
export async function readZones(ctx: AnyContext, runs: readonly Run[]): Promise<Map<string, string | null>> {
  const rows = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id' | 'timezone'>>(sql`
    select id, timezone from contacts
    where id in ${sql.texts(runs.map(({ contactId }) => contactId))} and timezone is not null`);
  return new Map(rows.map(({ id, timezone }) => [id, timezone]));
}
