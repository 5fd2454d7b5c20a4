import type { Segment } from '@beckon/contract';
import { consentStateOf } from '../consent/index.ts';
import { countContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

const contact = sql.trusted('c.id');
const isGranted = (tenantId: string, type: Statement) => sql`${consentStateOf(tenantId, contact, type)} = 'granted'`;

/**
 * What makes a contact a member. Asked of the tables as they are, so that who joins or leaves does so in the moment of
 * the commit, and no list can disagree with the ledger.
 */
const rules: Record<Segment['id'], { name: string; description: string; holds: (tenantId: string) => Statement }> = {
  newsletter: {
    name: 'Newsletter',
    description: 'Everybody who has agreed to e-mail and to marketing, and has not taken it back.',
    holds: (tenantId) => sql`
      c.id in (select contact_id from consent_state
        where tenant_id = ${tenantId} and type = 'email' and state = 'granted')
      and ${isGranted(tenantId, sql.trusted("'email'"))} and ${isGranted(tenantId, sql.trusted("'marketing'"))}`,
  },
};

/**
 * The condition that a row `c` of contacts is in a segment.
 * @example await listContacts(ctx, tenantId, { ...page, within: segmentRule(tenantId, 'newsletter') })
 */
export const segmentRule = (tenantId: string, id: Segment['id']): Statement => rules[id].holds(tenantId);

/** The segments of a shop, with how many contacts are in each. */
export async function readSegments(ctx: AnyContext, tenantId: string): Promise<Segment[]> {
  return Promise.all(
    Object.entries(rules).map(async ([key, { name, description }]) => {
      const id = key as Segment['id'];
      const filter = { filters: [], search: null, within: segmentRule(tenantId, id) };
      return { id, name, description, contactCount: await countContacts(ctx, tenantId, filter) };
    }),
  );
}

/** The segments that a contact is in. */
export async function readSegmentsOf(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
): Promise<Pick<Segment, 'id' | 'name'>[]> {
  const found = await Promise.all(
    Object.entries(rules).map(async ([id, { name, holds }]) => {
      const [row] = await ctx.db.query<{ id: string }>(sql`
        select c.id from contacts c
        where c.tenant_id = ${tenantId} and c.id = ${contactId} and c.merged_into is null and c.erased_at is null
          and ${holds(tenantId)}`);
      return row ? [{ id: id as Segment['id'], name }] : [];
    }),
  );
  return found.flat();
}
