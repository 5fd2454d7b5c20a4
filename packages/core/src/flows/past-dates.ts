import { sql } from '../db/index.ts';
import { type Id, millisecondsOf } from '../lib/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { enteringByTime, fallsOn, findDue, type Occasion, occasionsOf } from './enter-by-time.ts';
import type { Opening, PastOpenings, PastQuery } from './past-openings.ts';
import type { FollowedVersion } from './versions.ts';

const dayLength = 24 * 60 * 60 * 1_000;

type Trigger = PastQuery<'elapsed' | 'anniversary'>['trigger'];

/** Contacts whose time came: a day of the year, or so long after a date. */
export async function pastDates(
  ctx: Context,
  { version, shop, trigger, period, maxContacts }: PastQuery<'elapsed' | 'anniversary'>,
): Promise<PastOpenings> {
  // The day on which the period begins may be another one in the shop's time zone.
  const days = Math.ceil((period.until.getTime() - period.from.getTime()) / dayLength) + 1;
  const occasions = occasionsOf(version, { ...shop, now: period.until }, period.from, days);
  const people = peopleOf(trigger);
  const found = await findPeople(ctx, version, anyOf(trigger, occasions, shop), people, maxContacts);
  return {
    ...found,
    async read(inTx, contactIds) {
      const openings: Opening[] = [];
      for (const occasion of occasions) {
        const isDue = sql`${occasion.isDue} and ${existedAt(occasion)}`;
        const scope = { only: contactIds, people, limit: maxDates };
        const due = await findDue(inTx, shop, { ...occasion, isDue }, '', scope);
        openings.push(...due.map((one) => enteringByTime(version, occasion, one)));
      }
      return openings;
    },
    limits: [limitOf(trigger)],
  };
}

/** Maximum dates of some contacts that are read at once. */
const maxDates = 10_000;

function limitOf(trigger: Trigger): string {
  if (trigger.kind === 'anniversary')
    return `The property ${trigger.property} is read as it is today: what it was before is not kept.`;
  return trigger.field === 'lastOrderAt'
    ? 'Orders belong to the contacts that they belong to today.'
    : 'The date of registration is read as it is today.';
}

/** The condition that one of the occasions is that of the row `c` of contacts. */
function anyOf(trigger: Trigger, occasions: readonly Occasion[], shop: PastQuery['shop']): Statement {
  if (trigger.kind === 'anniversary')
    return fallsOn([...new Set(occasions.flatMap(({ days }) => days))], trigger.property, shop);
  return sql`(${sql.join(
    occasions.map((occasion) => sql`${occasion.isDue} and ${existedAt(occasion)}`),
    ' or ',
  )})`;
}

/** A contact that was made later cannot have entered. */
const existedAt = ({ date, after, at }: Occasion): Statement =>
  date === null
    ? sql`c.created_at <= ${at}`
    : sql`c.created_at <= ${date} + ${after}::double precision * interval '1 millisecond'`;

/**
 * What is read as `c`. Of orders, each that was the last one for so long: the date of the contact's last order is only that
 * of today.
 */
function peopleOf(trigger: Trigger): Statement {
  if (trigger.kind !== 'elapsed' || trigger.field !== 'lastOrderAt') return sql`contacts`;
  const later = sql`${millisecondsOf(trigger.after)}::double precision * interval '1 millisecond'`;
  return sql`(
    select p.id, p.tenant_id, p.merged_into, p.erased_at, p.created_at, o.placed_at as last_order_at
    from contacts p join orders o on o.tenant_id = p.tenant_id and o.contact_id = p.id
    join events e on e.seq = o.seq and o.cancelled_at is null and e.received_at <= o.placed_at + ${later}
    where not exists (
      select from orders n
      where n.contact_id = o.contact_id and n.cancelled_at is null and n.placed_at > o.placed_at and n.placed_at <= o.placed_at + ${later}))`;
}

async function findPeople(
  ctx: Context,
  { tenantId }: FollowedVersion,
  isDue: Statement,
  people: Statement,
  limit: number,
): Promise<{ count: number; contactIds: Id<'ctc'>[] }> {
  const rows = await ctx.db.query<{ id: Id<'ctc'>; count: number }>(
    sql.composed(sql`
      select id, count(*) over ()::int as count from (
        select distinct c.id from ${people} c
        where c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null and ${isDue}
      ) d order by id desc limit ${limit}`),
  );
  return { count: rows[0]?.count ?? 0, contactIds: rows.map(({ id }) => id) };
}
