import { Temporal } from 'temporal-polyfill';
import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { anniversaryDays, describeError, type Id, millisecondsOf, momentOf } from '../lib/index.ts';
import { isRebuilding } from '../log/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { type Entering, enter } from './enter.ts';
import type { Shop } from './event-matches.ts';
import { flowsReaction } from './flows-reaction.ts';
import { type FollowedVersion, keepOpen, readShops, readVersions, versionKey } from './versions.ts';

/** Maximum contacts that enter in one transaction. */
const maxContacts = 500;

type TimedFlow = { flowId: Id<'flw'>; version: number; tenantId: Id<'ten'>; checkedUntil: Date };

/**
 * Lets contacts enter flows because their time has come, as far as it came since the last call. A call that was
 * interrupted is made up for by the next one: for each occasion a contact enters once.
 * @returns how many entered
 */
export async function enterByTime(ctx: Context): Promise<number> {
  // Contacts whose orders are not there again would be missed.
  if (await isRebuilding(ctx, flowsReaction)) return 0;
  const timed = await ctx.db.query<TimedFlow>(sql`
    select f.id as "flowId", v.version, f.tenant_id as "tenantId", f.checked_until as "checkedUntil"
    from flows f join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.status = 'live' and v.definition -> 'trigger' ->> 'kind' in ('elapsed', 'anniversary')
      and f.checked_until < ${ctx.clock.now()} order by f.id`);
  const versions = await readVersions(ctx, timed);
  const shops = await readShops(
    ctx,
    timed.map(({ tenantId }) => tenantId),
  );
  let entered = 0;
  for (const flow of timed) {
    const [version, shop] = [versions.get(versionKey(flow))!, shops.get(flow.tenantId)!];
    try {
      const { count, isWhole } = await enterSince(ctx, version, shop, flow.checkedUntil);
      entered += count;
      // Published in the meantime, the flow may have to begin earlier.
      if (isWhole)
        await ctx.db.query(sql`
          update flows set checked_until = ${shop.now}
          where id = ${flow.flowId} and checked_until = ${flow.checkedUntil}`);
    } catch (error) {
      // One flow that fails must not keep contacts out of the others.
      ctx.log.error('contacts could not enter by time', { flowId: flow.flowId, error: describeError(error) });
    }
  }
  return entered;
}

/** @returns how many entered, and whether all were asked; otherwise the flow was paused or published in the meantime */
async function enterSince(
  ctx: Context,
  version: FollowedVersion,
  shop: Shop,
  since: Date,
): Promise<{ count: number; isWhole: boolean }> {
  let count = 0;
  for (const occasion of occasionsOf(version, shop, since)) {
    for (let after: string | null = ''; after !== null; ) {
      const due = await findDue(ctx, shop, occasion, after);
      const entered = await ctx.db.transaction((tx) => enterDue({ ...ctx, db: tx }, version, shop, occasion, due));
      if (entered === null) return { count, isWhole: false };
      count += entered;
      after = due.length < maxContacts ? null : due.at(-1)!.id;
    }
  }
  return { count, isWhole: true };
}

/** Contacts whose time comes together. */
export type Occasion = {
  /** The condition on the row `c` of contacts. */
  isDue: Statement;
  /** What the time counts from, for the row `c`; null: `at` is the same for all. */
  date: Statement | null;
  after: number;
  at: Date;
  /** Names the occasion, where it is the same for all. */
  name: string;
  /** The days of the year that it is about, such as `02-28`. */
  days: readonly string[];
};

/**
 * When contacts enter a version, from a moment until now.
 * @param days of those that are made up for, at most so many days
 */
export function occasionsOf(
  { definition: { trigger } }: FollowedVersion,
  shop: Shop,
  since: Date,
  days = maxDays,
): Occasion[] {
  if (trigger.kind === 'elapsed') {
    const date = sql.trusted(trigger.field === 'lastOrderAt' ? 'c.last_order_at' : 'c.registered_at');
    const after = millisecondsOf(trigger.after);
    const [from, until] = [new Date(since.getTime() - after), new Date(shop.now.getTime() - after)];
    return [{ isDue: sql`${date} > ${from} and ${date} <= ${until}`, date, after, at: shop.now, name: '', days: [] }];
  }
  if (trigger.kind !== 'anniversary') return [];
  return daysSince(trigger.at, shop, since, days).map(({ day, at }) => {
    const dates = anniversaryDays(day.add({ days: trigger.daysBefore }));
    return {
      isDue: fallsOn(dates, trigger.property, shop),
      date: null,
      after: 0,
      at,
      name: day.toString(),
      days: dates,
    };
  });
}

/** The condition that a date in a property of the row `c` of contacts falls on one of these days, such as `02-28`. */
export function fallsOn(days: readonly string[], property: string, { timezone }: Shop): Statement {
  const value = sql`property_time(c.properties -> ${property}::text, ${timezone}::text)`;
  return sql`c.properties ? ${property}::text
    and to_char(${value} at time zone ${timezone}::text, 'MM-DD') in ${sql.texts(days)}`;
}

/** Maximum days that are made up for after an outage. */
const maxDays = 7;

/** The days of the shop on which a time of day has come since a moment, of the last so many days. */
function daysSince(
  time: string,
  { now, timezone }: Shop,
  since: Date,
  days: number,
): { day: Temporal.PlainDate; at: Date }[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timezone).toPlainDate();
  return Array.from({ length: days }, (_, back) => today.subtract({ days: days - 1 - back }))
    .map((day) => ({ day, at: momentOf(day.toPlainDateTime(Temporal.PlainTime.from(time)), timezone) }))
    .filter(({ at }) => at > since && at <= now);
}

export type Due = { id: Id<'ctc'>; date: Date | null };

/** Of which contacts it is asked whether their time has come: the one or other. */
type Scope = {
  only?: readonly string[];
  /** What is read as `c`; the table of contacts if omitted. */
  people?: Statement;
  limit?: number;
};

/** The contacts of an occasion, in the order of ids, which is also that of locks. At most 500, unless told otherwise. */
export function findDue(
  ctx: AnyContext,
  { tenantId }: Shop,
  { isDue, date }: Occasion,
  after: string,
  { only, people = sql`contacts`, limit = maxContacts }: Scope = {},
): Promise<Due[]> {
  return ctx.db.query<Due>(
    sql.composed(sql`
      select c.id, ${date ?? sql`null::timestamptz`} as date from ${people} c
      where c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null and c.id > ${after}
        ${only === undefined ? sql`` : sql`and c.id in ${sql.texts(only)}`} and ${isDue}
      order by c.id limit ${limit}`),
  );
}

/** @returns how many entered; null: the version is not open any more */
async function enterDue(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  shop: Shop,
  occasion: Occasion,
  found: readonly Due[],
): Promise<number | null> {
  if (!(await keepOpen(ctx, version))) return null;
  const ids = found.map(({ id }) => id);
  await lockLivingContacts(ctx, ids);
  // Asked again with the locks held: an order may have come meanwhile.
  const due = ids.length === 0 ? [] : await findDue(ctx, shop, occasion, '', { only: ids });
  const outcomes = await enter(
    ctx,
    shop,
    due.map((one) => enteringByTime(version, occasion, one)),
  );
  return outcomes.filter((outcome) => !('reason' in outcome)).length;
}

/** A contact whose time has come. */
export function enteringByTime(version: FollowedVersion, occasion: Occasion, { id, date }: Due): Entering {
  const { kind } = version.definition.trigger;
  const at = (date === null ? occasion.at : new Date(date.getTime() + occasion.after)).toISOString();
  const entryKey = date === null ? occasion.name : date.toISOString();
  return { version, contactId: id, at, seq: null, isOccasion: true, entryKey, trigger: { kind, at } };
}
