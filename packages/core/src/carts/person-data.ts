import { type PersonData, personPeriods } from '../contacts/index.ts';
import { sql } from '../db/index.ts';

/** The tables of the room, and the column of each that says when a row was true. */
const tables = Object.entries({
  cart_changes: 'occurred_at',
  cart_orders: 'placed_at',
  carts: 'last_change_at',
  cart_abandonments: 'last_change_at',
});

/** What was in a person's carts, also in browsers while these were linked to them. */
export const personData: PersonData = {
  room: 'carts',

  async erase(ctx, { tenantId, contactIds, browsers }) {
    const persons = [
      ...contactIds.map((id) => ({ id, since: '-infinity', until: 'infinity' })),
      ...browsers.map(({ visitorId: id, since, until }) => ({ id, since, until })),
    ];
    for (const [table, time] of tables) {
      await ctx.db.query(sql`
        delete from ${sql.trusted(table)} c
        using jsonb_to_recordset(${JSON.stringify(persons)}::text::jsonb) as p (
          id text, since timestamptz, until timestamptz)
        where c.tenant_id = ${tenantId} and c.person_id = p.id
          and c.${sql.trusted(time)} >= p.since and c.${sql.trusted(time)} < p.until`);
    }
  },

  async forget(ctx, tenantId, contactIds) {
    for (const [table] of tables) {
      await ctx.db.query(sql`
        delete from ${sql.trusted(table)} where tenant_id = ${tenantId} and person_id in ${sql.texts(contactIds)}`);
    }
  },

  export: (tenantId, contactId) => ({
    cart: sql`
      select c.kind, c.lines, c.occurred_at as "occurredAt"
      from (${personPeriods(tenantId, contactId)}) p join cart_changes c
        on c.tenant_id = ${tenantId} and c.person_id = p.id and c.occurred_at >= p.since and c.occurred_at < p.until
      order by c.occurred_at, c.seq`,
  }),
};
