import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** A code that was given stays given: the shop's books may name it. It no longer says to whom. */
async function forgetOwner(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    update coupon_codes set contact_id = null where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

export const personData: PersonData = {
  room: 'coupons',
  erase: (ctx, { tenantId, contactIds }) => forgetOwner(ctx, tenantId, contactIds),
  forget: forgetOwner,
  export: (tenantId, contactId) => ({
    coupons: sql`
      select code, given_at as "givenAt", valid_until as "expiresAt" from coupon_codes
      where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) order by given_at`,
  }),
  async merge(ctx, { tenantId, mergedId, contactId }) {
    await ctx.db.query(sql`
      update coupon_codes set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  },
};
