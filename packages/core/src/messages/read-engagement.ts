import type { DeliveryExplanation } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { mailEngagement } from './tables.ts';

/** How often a delivery was opened and its links were followed, by people and by machines. */
export async function readEngagement(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'dlv'>,
): Promise<DeliveryExplanation['engagement']> {
  const rows = await ctx.db.query<
    Pick<typeof mailEngagement.$inferSelect, 'linkCode' | 'byPeople' | 'byMachines'> & { url: string | null }
  >(sql`
    select e.link_code as "linkCode", e.by_people as "byPeople", e.by_machines as "byMachines", t.url
    from mail_engagement e left join link_targets t on t.code = e.link_code
    where e.tenant_id = ${tenantId} and e.delivery_id = ${id} order by t.url, e.link_code limit 200`);
  const countOf = ({ byPeople, byMachines }: Pick<(typeof rows)[number], 'byPeople' | 'byMachines'>) => ({
    byPeople,
    byMachines,
  });
  return {
    opens: countOf(rows.find(({ linkCode }) => linkCode === '') ?? { byPeople: 0, byMachines: 0 }),
    clicks: rows.filter(({ linkCode }) => linkCode !== '').map((row) => ({ url: row.url, ...countOf(row) })),
  };
}
