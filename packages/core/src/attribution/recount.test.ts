import { type AttributionModel, attributionModels } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import { putCurrencyRates } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runs, type TestTenant } from '../testing/index.ts';
import { attributeAll, attributeMarked, listAttributedOrders, readAttribution } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
const start = new Date('2026-02-01T00:00:00Z').getTime();
clock.set('2026-02-20T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const days = { from: '2026-01-25', to: '2026-02-20' };

const somewhen = fc.integer({ min: 0, max: 9 * 24 * 60 }).map((minutes) => start + minutes * minute);
/** Many of them close to each other, so that visits and repeated clicks occur. */
const soon = fc.oneof(
  somewhen,
  fc.integer({ min: 0, max: 90 }).map((minutes) => start + 4 * day + minutes * minute),
);

const done = fc.oneof(
  fc.record({
    kind: fc.constantFrom('click' as const, 'open' as const),
    at: soon,
    delivery: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('page' as const), at: soon, from: fc.constantFrom('direct', 'news', 'blog.test') }),
);
const bought = fc.record({
  at: soon,
  total: fc.integer({ min: 0, max: 1_000 }),
  currency: fc.constantFrom('USD', 'USD', 'EUR', 'JPY'),
  refunds: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 2 }),
  isCancelled: fc.boolean(),
});
const history = fc.record({
  done: fc.array(done, { maxLength: 9 }),
  bought: fc.array(bought, { minLength: 1, maxLength: 4 }),
  /** In which order the events arrive, and after which of them the worker catches up. */
  arrival: fc.infiniteStream(fc.nat(1_000)),
  catchesUp: fc.infiniteStream(fc.integer({ min: 0, max: 3 }).map((number) => number === 0)),
});
type History = { done: Done[]; bought: Bought[] };
type Done = typeof done extends fc.Arbitrary<infer T> ? T & { at: number } : never;
type Bought = typeof bought extends fc.Arbitrary<infer T> ? T : never;

/** USD for one EUR; for JPY there is no rate. */
const euro = '2.857142857142';

type Shared = { order: string; touches: { name: string; shares: Record<AttributionModel, number> }[]; net: number };

/** The shares of all touchpoints, counted anew for each order, in the simplest way. */
function recount({ done, bought }: History): Shared[] {
  return bought.map((order, number) => {
    const kept = order.isCancelled
      ? 0
      : order.total -
        Math.min(
          order.total,
          order.refunds.reduce((a, b) => a + b, 0),
        );
    const net = order.currency === 'EUR' ? halfEven(kept) : kept;
    const past = done.filter(({ at }) => at <= order.at).toSorted((a, b) => a.at - b.at);
    const touches = past.filter((one, place) => isTouch(one, past.slice(0, place), past, order.at));
    return { order: `o${number}`, net, touches: nameShares(touches, order.at, net) };
  });
}

/** An amount of EUR in USD. */
function halfEven(amount: number): number {
  const product = BigInt(amount) * BigInt(euro.replace('.', ''));
  const one = 10n ** 12n;
  const [whole, rest] = [product / one, product % one];
  const isUp = rest * 2n > one || (rest * 2n === one && whole % 2n === 1n);
  return Number(isUp ? whole + 1n : whole);
}

function isTouch(one: Done, earlier: readonly Done[], all: readonly Done[], orderedAt: number): boolean {
  const age = orderedAt - one.at;
  if (age > (one.kind === 'open' ? 1 : 5) * day) return false;
  if (one.kind === 'page') {
    const isOfClick = all.some(
      (other) => other.kind === 'click' && one.at - other.at >= -minute && one.at - other.at <= 30 * minute,
    );
    return startsVisit(one, earlier) && !(isOfClick && one.from !== 'news');
  }
  const same = earlier.filter(
    (other) => other.kind === one.kind && 'delivery' in other && other.delivery === one.delivery,
  );
  if (one.kind === 'click') {
    const last = same.findLast(({ at }) => orderedAt - at <= 5 * day);
    return last === undefined || one.at - last.at > 30 * minute;
  }
  const isClicked = all.some(
    (other) => other.kind === 'click' && other.delivery === one.delivery && orderedAt - other.at <= 5 * day,
  );
  return !isClicked && !same.some(({ at }) => orderedAt - at <= day);
}

type Page = Extract<Done, { kind: 'page' }>;

/** Whether a page view begins a visit, by those before it. */
function startsVisit(page: Page, earlier: readonly Done[]): boolean {
  const last = earlier.findLast(({ kind }) => kind !== 'open');
  if (last === undefined || page.at - last.at > 30 * minute) return true;
  if (page.from === 'direct') return false;
  const begun = earlier.findLast(
    (one, place) => one.kind === 'click' || (one.kind === 'page' && startsVisit(one, earlier.slice(0, place))),
  );
  return begun?.kind !== 'page' || begun.from !== page.from;
}

function nameShares(touches: readonly Done[], orderedAt: number, net: number): Shared['touches'] {
  const count = touches.length;
  const named = touches.findLastIndex((one) => one.kind !== 'page' || one.from !== 'direct');
  const portions: Record<AttributionModel, (place: number) => number> = {
    first: (place) => Number(place === 0),
    last: (place) => Number(place === count - 1),
    last_non_direct: (place) => Number(place === (named < 0 ? count - 1 : named)),
    linear: () => 1,
    position: (place) => (count < 3 ? 1 : place === 0 || place === count - 1 ? 2 * (count - 2) : 1),
    time_decay: (place) => Math.round(2 ** 40 * 2 ** (-(orderedAt - touches[place]!.at) / (7 * day))),
  };
  const shares = attributionModels.map((model) => [
    model,
    divide(
      net,
      touches.map((_, place) => portions[model](place)),
    ),
  ]);
  const byModel = Object.fromEntries(shares) as Record<AttributionModel, number[]>;
  return touches.map((one, place) => ({
    name: one.kind === 'page' ? one.from : `${one.kind} ${one.delivery}`,
    shares: Object.fromEntries(attributionModels.map((model) => [model, byModel[model][place]!])) as never,
  }));
}

/** One unit after the other to the touchpoint that misses the most of its exact share, after all have their whole units. */
function divide(amount: number, portions: readonly number[]): number[] {
  if (portions.length === 0) return [];
  const whole = portions.reduce((sum, portion) => sum + BigInt(portion), 0n);
  const given = portions.map((portion) => (BigInt(amount) * BigInt(portion)) / whole);
  const misses = (place: number) => BigInt(amount) * BigInt(portions[place]!) - given[place]! * whole;
  for (let left = BigInt(amount) - given.reduce((a, b) => a + b, 0n); left > 0n; left--) {
    const next = given.reduce((best, _, place) => (misses(place) > misses(best) ? place : best), 0);
    given[next]! += 1n;
  }
  return given.map(Number);
}

async function write(tenant: TestTenant, one: Done, number: number): Promise<void> {
  const occurredAt = new Date(one.at);
  if (one.kind === 'page') {
    const query = one.from === 'news' ? '?utm_source=news' : '';
    const properties = {
      url: `https://shop.test/${query}`,
      referrer: one.from === 'blog.test' ? 'https://blog.test/' : '',
    };
    const event = { id: `page ${number}`, type: 'page_viewed', anonymousId: 'phone', occurredAt, properties };
    await collect(ctx, tenant.browser, [event]);
    return;
  }
  const type = one.kind === 'click' ? ('message_clicked' as const) : ('message_opened' as const);
  await appendOwnEvent(ctx, tenant.own, {
    ...{ type, isTrusted: true, anonymousId: null, userId: 'anna', email: null, occurredAt },
    properties: { deliveryId: `${one.delivery}`, messageId: 'm', message: 'news', channel: 'email', isMachine: false },
  });
}

/** The events of a history, each as a function that sends it. */
function eventsOf(tenant: TestTenant, { done, bought }: History): (() => Promise<unknown>)[] {
  const sent = (event: object) => () => collect(ctx, tenant.server, [event]);
  return [
    ...done.map((one, number) => () => write(tenant, one, number)),
    sent({ id: 'link', type: 'identified', userId: 'anna', anonymousId: 'phone', occurredAt: new Date(start + day) }),
    ...bought.flatMap(({ at, total, currency, refunds, isCancelled }, number) => {
      const orderId = `o${number}`;
      const placed = { type: 'placed_order', userId: 'anna', properties: { orderId, total, currency } };
      return [
        sent({ id: orderId, ...placed, occurredAt: new Date(at) }),
        ...refunds.map((amount, refund) => {
          const properties = { orderId, refundId: `r${refund}`, amount, currency };
          return sent({ id: `${orderId} r${refund}`, type: 'order_refunded', properties });
        }),
        ...(isCancelled ? [sent({ id: `${orderId} c`, type: 'order_cancelled', properties: { orderId } })] : []),
      ];
    }),
  ];
}

/** No two at the same moment, so that their order is not open. */
const apart = <T extends { at: number }>(list: readonly T[], offset: number): T[] =>
  list.map((one, place) => ({ ...one, at: one.at + place * 1_000 + offset }));

test('the credits of all models add up to the net revenue of each order, and are what a naive count from scratch gives', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const past: History = { done: apart(given.done, 0), bought: apart(given.bought, 500) };
      const tenant = await newTenant();
      await ctx.db.transaction((tx) =>
        putCurrencyRates({ ...ctx, db: tx }, tenant.id, [{ currency: 'EUR', rate: euro, validFrom: '2026-01-01' }]),
      );
      const [arrival, catchesUp] = [[...given.arrival.take(40)], [...given.catchesUp.take(40)]];
      const events = eventsOf(tenant, past).map((send, place) => ({ send, at: arrival[place]! }));
      for (const [place, { send }] of events.toSorted((a, b) => a.at - b.at).entries()) {
        await send();
        if (!catchesUp[place]) continue;
        await applyAll(ctx);
        await attributeMarked(ctx);
      }
      await applyAll(ctx);
      await attributeMarked(ctx);

      const expected = recount(past);
      for (const model of attributionModels) {
        const page = await listAttributedOrders(ctx, tenant.id, { ...days, model, limit: 50, before: null });
        const listed = page.map(({ orderId, net, touchpoints }) => ({
          order: orderId,
          net,
          touches: touchpoints.map(({ kind, deliveryId, source, net }) => [
            kind === 'visit' ? (source ?? 'direct') : `${kind} ${deliveryId}`,
            net,
          ]),
        }));
        const wanted = expected.map(({ order, net, touches }) => ({
          order,
          net,
          touches: touches.map(({ name, shares }) => [name, shares[model]]),
        }));
        expect(listed.toSorted((a, b) => (a.order < b.order ? -1 : 1))).toEqual(wanted);
        const { total, attributed, unattributed, groups, otherCurrencies } = await readAttribution(ctx, tenant.id, {
          ...{ ...days, model, groupBy: 'channel' },
        });
        const inShop = expected.filter((_, number) => past.bought[number]!.currency !== 'JPY');
        expect(total.net).toBe(inShop.reduce((sum, { net }) => sum + net, 0));
        expect(attributed.net + unattributed.net).toBe(total.net);
        expect(attributed.gross + unattributed.gross).toBe(total.gross);
        expect(groups.reduce((sum, { net }) => sum + net, 0)).toBe(attributed.net);
        expect(otherCurrencies.reduce((sum, { net }) => sum + net, 0)).toBe(
          expected.reduce((sum, { net }) => sum + net, 0) - total.net,
        );
      }
      const read = () =>
        ctx.db.query(sql`select * from order_credits where tenant_id = ${tenant.id} order by order_id, place`);
      const kept = await read();
      await attributeAll(ctx, tenant.id);
      await attributeMarked(ctx);
      expect(await read()).toEqual(kept);
    }),
    { numRuns: runs(100) },
  );
}, 180_000);
