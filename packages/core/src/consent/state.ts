import type { ConsentType } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { ConsentAction } from './fold.ts';

export type ConsentState = { type: ConsentType; state: ConsentAction; since: string };

export async function readConsents(ctx: AnyContext, tenantId: string, contactId: string): Promise<ConsentState[]> {
  const rows = await ctx.db.query<{ type: ConsentType; state: ConsentAction; since: Date }>(sql`
    select type, state, since from consent_state
    where tenant_id = ${tenantId} and contact_id = ${contactId} order by type`);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
