import type { CampaignReport, DeliveryCounts } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { recountDeliveries, sumDeliveryCounts } from '@beckon/core/messages';
import { runs } from '@beckon/core/testing';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type CampaignShop, createCampaignShop } from '../testing/campaign-shop.ts';

let shop: CampaignShop;
beforeAll(async () => {
  shop = await createCampaignShop(12);
});

const reportOf = (id: string, query = '') => shop.ask<CampaignReport>('GET', `/campaigns/${id}/metrics${query}`);
const deliveriesOf = (id: string) =>
  shop.ctx.db.query<{ id: string }>(sql`
    select id from deliveries where origin ->> 'campaignId' = ${id} and status = 'sent' order by id`);
let reports = 0;
const report = (deliveryId: string, kind: string, more: object = {}) =>
  shop.ask('POST', '/provider-events', { events: [{ id: `report ${++reports}`, deliveryId, kind, ...more }] });

test('a person who opens ten times counts once (case F1); a click counts as an open (case F2)', async () => {
  const id = await shop.launch();
  await shop.work();
  const sent = await deliveriesOf(id);
  for (let times = 0; times < 10; times++) await report(sent[0]!.id, 'opened');
  await report(sent[1]!.id, 'clicked', { detail: 'https://shop.test/' });
  await report(sent[2]!.id, 'opened', { isMachine: true });
  expect(await reportOf(id)).toMatchObject({
    ...{ sent: 12, delivered: 12, opened: 2, clicked: 1, openRate: 16.67, clickRate: 8.33 },
    opens: { byPeople: 10, byMachines: 1 },
    clicks: { byPeople: 1, byMachines: 0 },
  });
});

test('opens of the first, the fifth and the twentieth day all count (case F3)', async () => {
  const id = await shop.launch();
  await shop.work();
  const sent = await deliveriesOf(id);
  const day = 86_400_000;
  for (const [at, after] of [
    [0, day],
    [1, 4 * day],
    [2, 15 * day],
  ] as const) {
    shop.clock.advance(after);
    await report(sent[at]!.id, 'opened');
    expect(await reportOf(id)).toMatchObject({ opened: at + 1 });
  }
});

test('tests and previews are in no figure (case F7)', async () => {
  const id = await shop.launch();
  await shop.work();
  const [message] = await shop.ctx.db.query<{ id: string }>(sql`
    select id from messages where tenant_id = ${shop.tenant.id} and key = 'news'`);
  for (let times = 0; times < 3; times++)
    await shop.ask('POST', `/messages/${message!.id}/test`, { to: `tester${times}@example.com` });
  await shop.ask('POST', `/messages/${message!.id}/preview`, {});
  await shop.work();
  expect(await reportOf(id)).toMatchObject({ sent: 12, delivered: 12, opened: 0 });
});

test('days are those of the shop, also where a day has 23 or 25 hours', async () => {
  await shop.ctx.db.query(sql`update tenants set timezone = 'America/New_York' where id = ${shop.tenant.id}`);
  const daysOf = async (at: string) => {
    shop.clock.set(at);
    const id = await shop.launch({ audience: { include: [{ kind: 'contacts', contacts: [shop.contactIds[0]!] }] } });
    await shop.work();
    return (await reportOf(id)).days.map(({ day, sent }) => `${day} ${sent}`);
  };
  // Clocks go back on 2027-11-07: the day lasts from 04:00 to 05:00 the next day, UTC.
  expect(await daysOf('2027-11-07T04:00:00Z')).toEqual(['2027-11-07 1']);
  expect(await daysOf('2027-11-08T04:59:00Z')).toEqual(['2027-11-07 1']);
  expect(await daysOf('2027-11-08T05:00:00Z')).toEqual(['2027-11-08 1']);
  // And forward on 2028-03-12: from 05:00 to 04:00.
  expect(await daysOf('2028-03-13T03:59:00Z')).toEqual(['2028-03-12 1']);
  expect(await daysOf('2028-03-13T04:00:00Z')).toEqual(['2028-03-13 1']);
});

test('campaigns are compared in the order asked for, and as CSV that no spreadsheet computes', async () => {
  const [one, other] = [await shop.launch(), await shop.launch()];
  const { version } = await shop.read(other);
  await shop.ask('PATCH', `/campaigns/${other}`, { version, name: '=1+1,"quoted"' });
  await shop.work();
  const path = `/metrics/campaigns?ids=${other},${one}`;
  const { data } = await shop.ask<{ data: { campaignId: string }[] }>('GET', path);
  expect(data.map(({ campaignId }) => campaignId)).toEqual([other, one]);
  const csv = await (await shop.get(`/api/v1${path}&format=csv`)).text();
  const [head, first] = csv.split('\r\n');
  expect(head).toMatch(/^campaign_id,name,status,launched_at,sent,delivered,/);
  expect(first).toContain(`,"'=1+1,""quoted""",sent,`);
  const { status } = await shop.call('GET', `/metrics/campaigns?ids=cmp_${'0'.repeat(26)}`);
  expect(status).toBe(404);
});

test('without a denominator there is no rate', async () => {
  const id = await shop.launch({ audience: { include: [{ kind: 'contacts', contacts: [shop.contactIds[0]!] }] } });
  expect(await reportOf(id)).toMatchObject({
    ...{ sent: 0, openRate: null, clickRate: null, bounceRate: null, unsubscribeRate: null, complaintRate: null },
    ...{ conversionRate: null, roi: null },
  });
});

type Row = { status: string; openedAt: Date | null; clickedAt: Date | null; bouncedAt: Date | null } & {
  complainedAt: Date | null;
  unsubscribedAt: Date | null;
};

/** An independent recount, from the rows themselves. */
function recount(rows: readonly Row[]): DeliveryCounts {
  const count = (is: (row: Row) => boolean) => rows.filter(is).length;
  const isDelivered = ({ status }: Row) => status === 'sent';
  const isBounced = ({ status, bouncedAt }: Row) => status === 'failed' && bouncedAt !== null;
  return {
    sent: count((row) => isDelivered(row) || isBounced(row)),
    delivered: count(isDelivered),
    bounced: count(isBounced),
    failed: count((row) => row.status === 'failed' && !isBounced(row)),
    skipped: count(({ status }) => status === 'skipped'),
    uncertain: count(({ status }) => status === 'uncertain'),
    opened: count((row) => isDelivered(row) && row.openedAt !== null),
    clicked: count((row) => isDelivered(row) && row.clickedAt !== null),
    complained: count((row) => isDelivered(row) && row.complainedAt !== null),
    unsubscribed: count((row) => isDelivered(row) && row.unsubscribedAt !== null),
  };
}

const kinds = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'failed', 'unsubscribed'] as const;
const act = fc.oneof(
  fc.record({ what: fc.constant('report' as const), at: fc.nat(11), kind: fc.constantFrom(...kinds) }),
  fc.record({ what: fc.constantFrom('sum' as const, 'recount' as const, 'forget' as const), at: fc.nat(11) }),
);

test('Feature: marketing-automation, Property 26: open rate = opened / delivered × 100, click rate likewise, and every figure equals a recount', async () => {
  const { ctx, tenant } = shop;
  const outcomes = fc.array(fc.constantFrom('sent', 'sent', 'sent', 'failed', 'uncertain'), {
    minLength: 12,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(outcomes, fc.array(act, { maxLength: 20 }), async (answers, acts) => {
      let next = 0;
      shop.sender.answer = () => {
        const outcome = answers[next++ % answers.length]!;
        return outcome === 'sent'
          ? { outcome, vendorId: null }
          : { outcome: outcome as 'failed', reason: 'as the test says' };
      };
      await ctx.db.query(sql`delete from suppressions where tenant_id = ${tenant.id}`);
      await ctx.db.query(sql`update consent_state set state = 'granted' where tenant_id = ${tenant.id}`);
      const id = await shop.launch({ audience: { include: [{ kind: 'contacts', contacts: shop.contactIds }] } });
      await shop.work();
      const all = await ctx.db.query<{ id: string }>(sql`
        select id from deliveries where origin ->> 'campaignId' = ${id} order by id`);
      let forgotten: Row[] = [];
      const read = (only?: string) =>
        ctx.db.query<Row>(sql`
          select status, opened_at as "openedAt", clicked_at as "clickedAt", bounced_at as "bouncedAt",
            complained_at as "complainedAt", unsubscribed_at as "unsubscribedAt"
          from deliveries where origin ->> 'campaignId' = ${id} and id = coalesce(${only ?? null}::text, id)`);
      for (const { what, at, ...more } of acts) {
        const deliveryId = all[at]!.id;
        if (what === 'report') await report(deliveryId, (more as { kind: string }).kind);
        else if (what === 'sum') await sumDeliveryCounts(ctx);
        else if (what === 'recount') await recountDeliveries(ctx, tenant.id);
        else {
          // As retention does: what is kept no longer stays in the figures.
          forgotten = [...forgotten, ...(await read(deliveryId))];
          await ctx.db.query(sql`delete from deliveries where id = ${deliveryId}`);
        }
      }
      const expected = recount([...(await read()), ...forgotten]);
      const figures = await reportOf(id);
      expect(figures).toMatchObject(expected);
      const percent = (part: number) =>
        expected.delivered === 0 ? null : Math.round((part / expected.delivered) * 10_000) / 100;
      expect(figures.openRate).toBe(percent(expected.opened));
      expect(figures.clickRate).toBe(percent(expected.clicked));
      expect(figures.opened).toBeGreaterThanOrEqual(figures.clicked);
      expect(figures.delivered).toBeGreaterThanOrEqual(figures.opened);
    }),
    { numRuns: runs(100) },
  );
}, 300_000);
