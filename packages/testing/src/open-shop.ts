import type { CallInput } from '@beckon/client';
import type { Context, Db } from '@beckon/core/ports';
import type { ApiMetrics } from '@beckon/edge-api';
import { createApi } from './api.ts';
import { createContext } from './context.ts';
import { readDuration } from './duration.ts';
import { type NextMoment, passUntil } from './pass-time.ts';
import { adaptShop, type PreparedShop, setUpAt, shopKeys } from './set-up-shop.ts';
import { SimulatedShopper } from './simulated-shopper.ts';
import type { Shop, ShopOptions } from './types.ts';
import { createWork } from './work.ts';

/** A Monday morning. */
const defaultNow = '2026-03-02T10:00:00.000Z';

/**
 * Opens a shop on a database of its own.
 * @param remove drops the database
 * @param nextMoment how the clock moves, for a comparison; usually from one due moment to the next
 */
export async function openShop(
  db: Db,
  { tenantId, identityKey }: PreparedShop,
  metricsOf: (ctx: Context) => ApiMetrics,
  options: ShopOptions,
  remove: () => Promise<void>,
  nextMoment?: NextMoment,
): Promise<Shop> {
  const now = readTime(options.now ?? defaultNow);
  if (now <= new Date(setUpAt)) throw new RangeError(`a shop is there since ${setUpAt}: now is ${now.toISOString()}`);
  const { ctx, clock, outbox, faults } = createContext(db, now.toISOString());
  await adaptShop(ctx, tenantId, options);
  const api = createApi(ctx, metricsOf(ctx), shopKeys);
  const work = createWork(ctx, api.fetches);

  async function after(done: Promise<void>): Promise<void> {
    await done;
    await outbox.identify(ctx, tenantId);
    faults.refuseFaults();
  }
  const settle = () => after(work.settle());

  async function findFlow(name: string) {
    const { data } = await api.admin.listFlows();
    const flow = data.find(({ key }) => key === name) ?? data.find((each) => each.name === name);
    if (flow) return flow;
    const there = data.map(({ key, name: title }) => key ?? title).join(', ');
    throw new Error(`there is no flow “${name}”: there are ${there}`);
  }

  async function advanceTo(time: string | Date): Promise<void> {
    const until = readTime(time);
    if (until < clock.now()) throw new RangeError(`${until.toISOString()} is past: it is ${clock.now().toISOString()}`);
    await after(passUntil(ctx, clock, until, work, nextMoment));
  }

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    await work.end();
    await remove();
  }

  const access = { ctx, tenantId, api, outbox, identityKey, settle };
  const shop: Shop = {
    api: api.admin,
    outbox,
    now: () => clock.now(),
    settle,
    advance: async (duration) => advanceTo(new Date(clock.now().getTime() + readDuration(duration))),
    advanceTo,
    shopper: (person) => new SimulatedShopper(access, person),
    async addProducts(products) {
      const { results } = await api.admin.putProducts({ body: { products: [...products] } });
      const refused = results.find(({ result }) => result === 'refused');
      if (refused) throw new Error(`the product ${refused.id} was refused: ${JSON.stringify(refused)}`);
      await settle();
    },
    async publishFlow(given) {
      const { id, version } =
        typeof given === 'string' ? await findFlow(given) : await api.admin.createFlow({ body: given });
      await api.admin.publishFlow({ params: { id }, body: { version } });
      await settle();
      return id;
    },
    async pauseFlow(name) {
      const { id } = await findFlow(name);
      await api.admin.pauseFlow({ params: { id } });
      await settle();
    },
    async resumeFlow(name) {
      const { id } = await findFlow(name);
      await api.admin.resumeFlow({ params: { id } });
      await settle();
    },
    async publishMessage(given) {
      const { id, version } = await saveMessage(given);
      await api.admin.publishMessage({ params: { id }, body: { version } });
      await settle();
    },
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => shop.close(),
  };

  async function saveMessage(given: CallInput<'createMessage'>['body']) {
    const { data } = await api.admin.listMessages();
    const known = data.find(({ key }) => key === given.key);
    if (!known) return api.admin.createMessage({ body: given });
    const { version, name, contents } = { ...known, ...given };
    return api.admin.changeMessage({ params: { id: known.id }, body: { version, name, contents } });
  }

  if (options.products) await shop.addProducts(options.products);
  for (const flow of options.flows ?? []) await shop.publishFlow(flow);
  await settle();
  return shop;
}

/** @throws TypeError for what is no time with a zone */
function readTime(given: string | Date): Date {
  const isMoment = given instanceof Date || /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(given);
  const time = new Date(given);
  if (isMoment && !Number.isNaN(time.getTime())) return time;
  throw new TypeError(`"${given}" is not a time: write ISO 8601 with a time zone, such as 2026-03-02T10:00:00Z`);
}
