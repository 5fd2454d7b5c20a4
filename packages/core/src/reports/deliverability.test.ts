import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { deliver, recordProviderEvents } from '../messages/index.ts';
import { createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { readDeliverabilityReport } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();

const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);

test('figures by provider equal a plain loop over random deliveries', async () => {
  const delivery = fc.record({
    provider: fc.constantFrom('gmail', 'outlook', 'small.example', 'large.example', null),
    status: fc.constantFrom('sent', 'sent', 'sent', 'failed', 'skipped'),
    bounce: fc.constantFrom('hard', 'soft', null, null),
    opened: fc.boolean(),
    clicked: fc.boolean(),
    complained: fc.boolean(),
    days: fc.nat(40),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { maxLength: 60 }), async (random) => {
      const { id: tenantId } = await newTenant();
      const contactId = await findOrCreateByEmail(ctx, tenantId, 'anna@example.com');
      const given = random.map((each) => {
        const bounce = each.status === 'failed' ? each.bounce : null;
        const at = new Date(clock.now().getTime() - each.days * 24 * 3_600_000);
        const id = ctx.ids.newId('dlv');
        return { ...each, bounce, id, at: each.status === 'skipped' ? null : at };
      });
      await ctx.db.query(sql`
        with given as (
          select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g (id text, provider text, status text,
            bounce text, opened boolean, clicked boolean, complained boolean, at timestamptz)
        ), reported as (
          insert into provider_events (tenant_id, delivery_id, event_id, kind, bounce, occurred_at, recorded_at)
          select ${tenantId}, id, 'b', 'bounced', bounce, at, at from given where bounce is not null
        )
        insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
          created_at, dispatched_at, bounced_at, opened_at, clicked_at, complained_at, mailbox_provider)
        select g.id, ${tenantId}, ${contactId}, m.id, 'email', 'marketing', g.id, '{}', g.status, ${clock.now()}, g.at,
          case when bounce is not null then at end, case when opened then at end, case when clicked then at end,
          case when complained then at end, provider
        from given g, (select id from messages where tenant_id = ${tenantId} limit 1) m`);
      const first = new Date(`${clock.now().toISOString().slice(0, 10)}T00:00:00Z`).getTime() - 29 * 24 * 3_600_000;
      const sent = given.filter(
        ({ at, status, bounce }) => at !== null && at.getTime() >= first && (status === 'sent' || bounce !== null),
      );
      const nameOf = (provider: string | null) => {
        const name = provider ?? 'unknown';
        const count = sent.filter((each) => each.provider === provider).length;
        return ['gmail', 'outlook', 'unknown'].includes(name) || count >= 10 ? name : 'other';
      };
      const expected = [...Map.groupBy(sent, ({ provider }) => nameOf(provider))].map(([provider, of]) => {
        const delivered = of.filter(({ status }) => status === 'sent');
        const count = (list: typeof of, isOne: (each: (typeof of)[number]) => boolean) => list.filter(isOne).length;
        const [hard, soft] = [
          count(of, ({ bounce }) => bounce === 'hard'),
          count(of, ({ bounce }) => bounce === 'soft'),
        ];
        const complained = count(delivered, (each) => each.complained);
        const opened = count(delivered, (each) => each.opened || each.clicked);
        const clicked = count(delivered, (each) => each.clicked);
        return {
          ...{ provider, sent: of.length, delivered: delivered.length, bouncedHard: hard, bouncedSoft: soft },
          ...{ complained, opened, clicked },
          deliveryRate: rate(delivered.length, of.length),
          bounceRate: rate(hard + soft, of.length),
          complaintRate: rate(complained, delivered.length),
          openRate: rate(opened, delivered.length),
          clickRate: rate(clicked, delivered.length),
        };
      });
      const { data } = await readDeliverabilityReport(ctx, tenantId, {});
      const byName = (a: { provider: string }, b: { provider: string }) => (a.provider < b.provider ? -1 : 1);
      expect(data.toSorted(byName)).toEqual(expected.toSorted(byName));
    }),
    { numRuns: runs(100) },
  );
});

test('the provider is that of the address that was written to, whatever the address is later', async () => {
  const tenant = await newTenant();
  const variables = { confirm_url: 'https://shop.test/confirm' };
  for (const email of ['anna@googlemail.com', 'ben@hotmail.de']) {
    const contactId = await findOrCreateByEmail(ctx, tenant.id, email);
    await deliver(ctx, {
      tenantId: tenant.id,
      contactId,
      message: 'newsletter_confirmation',
      businessKey: email,
      variables,
    });
  }
  await runReadyJobs(ctx);
  const [sent] = await ctx.db.query<{ id: `dlv_${string}` }>(sql`
    select id from deliveries where tenant_id = ${tenant.id} and mailbox_provider = 'gmail'`);
  await recordProviderEvents(ctx, tenant.id, [{ id: 'b', deliveryId: sent!.id, kind: 'bounced', bounce: 'hard' }]);
  await ctx.db.query(sql`update contacts set email = 'anna@moved.example' where email = 'anna@googlemail.com'`);
  const { data } = await readDeliverabilityReport(ctx, tenant.id, {});
  expect(data).toMatchObject([
    { provider: 'gmail', sent: 1, delivered: 0, bouncedHard: 1, openRate: null, bounceRate: 1 },
    { provider: 'outlook', sent: 1, delivered: 1, bouncedHard: 0, openRate: 0, bounceRate: 0 },
  ]);
});
