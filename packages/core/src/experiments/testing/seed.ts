import { sql } from '../../db/index.ts';
import type { Id } from '../../lib/index.ts';
import type { TestContext, TestTenant } from '../../testing/index.ts';
import { createExperiment, type NewExperiment, startExperiment } from '../index.ts';

/** What became of the contacts of one variation. */
export type Outcome = { delivered: number; opened?: number; clicked?: number; orders?: readonly number[] };

export const abVariations = [
  { key: 'a', name: 'A', weight: 1, isHoldout: false },
  { key: 'b', name: 'B', weight: 1, isHoldout: false },
];

/** Makes experiments with figures that a test chooses. */
export function createExperimentWorld({ ctx, clock }: TestContext) {
  let made = 0;

  /** Contacts without any name. */
  async function contacts(tenant: TestTenant, count: number): Promise<Id<'ctc'>[]> {
    const ids = Array.from({ length: count }, () => ctx.ids.newId('ctc'));
    await ctx.db.query(sql`
      insert into contacts (id, tenant_id, created_at)
      select id, ${tenant.id}, ${clock.now()} from ${sql.texts(ids)} as g (id)`);
    return ids;
  }

  async function create(
    tenant: TestTenant,
    given: Partial<NewExperiment> = {},
  ): Promise<{ id: Id<'exp'>; campaignId: string }> {
    const campaignId = `cmp_${++made}`;
    const id = await ctx.db.transaction(async (tx) => {
      const inTx = { ...ctx, db: tx };
      const experimentId = await createExperiment(inTx, tenant.id, {
        owner: { kind: 'campaign', campaignId },
        metric: 'clicks',
        variations: abVariations,
        decideAfterSeconds: 3_600,
        ...given,
      });
      await startExperiment(inTx, tenant.id, experimentId);
      return experimentId;
    });
    return { id, campaignId };
  }

  return {
    contacts,
    create,

    /** Lets contacts of a variation have come to this. Orders are their totals, of one contact each. */
    async fill(
      tenant: TestTenant,
      { id, campaignId }: { id: Id<'exp'>; campaignId: string },
      variation: string,
      { delivered, opened = 0, clicked = 0, orders = [] }: Outcome,
      assigned = delivered,
    ): Promise<Id<'ctc'>[]> {
      const ids = await contacts(tenant, assigned);
      await ctx.db.query(sql`
        insert into experiment_assignments (tenant_id, experiment_id, contact_id, variation, assigned_at)
        select ${tenant.id}, ${id}, c, ${variation}, ${clock.now()} from ${sql.texts(ids)} as g (c)`);
      const origin = JSON.stringify({ kind: 'campaign', campaignId, variation });
      await ctx.db.query(sql`
        insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
          created_at, origin, opened_at, clicked_at)
        select 'dlv_' || g.c, ${tenant.id}, g.c, m.id, 'email', 'marketing', g.c || ${campaignId}::text, '{}', 'sent',
          ${clock.now()}, ${origin}::text::jsonb, case when g.no <= ${opened}::int then ${clock.now()}::timestamptz end,
          case when g.no <= ${clicked}::int then ${clock.now()}::timestamptz end
        from unnest(array(select x from ${sql.texts(ids)} as t (x))) with ordinality as g (c, no)
        join messages m on m.tenant_id = ${tenant.id} and m.key = 'welcome'
        where g.no <= ${delivered}::int`);
      for (const [index, total] of orders.entries())
        await ctx.db.query(sql`
          insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
          values (${tenant.id}, ${`${ids[index]} ${index}`}, ${ids[index]}, ${total}, 'USD',
            ${new Date(clock.now().getTime() + 60_000)}, ${++made})`);
      return ids;
    },
  };
}
