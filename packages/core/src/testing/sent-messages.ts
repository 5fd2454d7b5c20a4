import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** The keys of the messages that deliveries have sent, by the ids that platforms got of them. */
export async function readMessageKeys(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  deliveryIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await ctx.db.query<{ id: string; key: string }>(sql`
    select d.id, m.key from deliveries d join messages m on m.id = d.message_id
    where d.tenant_id = ${tenantId} and d.id in ${sql.texts(deliveryIds)}`);
  return new Map(rows.map(({ id, key }) => [id, key]));
}
