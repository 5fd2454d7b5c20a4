import type { EventMatch } from '@beckon/contract';
import { personPeriodsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { compareProperty, type Moment } from '../segments/index.ts';

/** A shop, and the moment and time zone in which dates in conditions are read. */
export type Shop = Moment & {
  tenantId: Id<'ten'>;
  /** In a dry run: what happened later is not known yet. */
  knownUntil?: Date;
};

const keyOf = (match: EventMatch) => JSON.stringify([match.event, match.conditions]);

const hasConditions = ({ conditions }: EventMatch) => conditions !== undefined && conditions.length > 0;

/** The condition that the row `e`, with a column `properties`, meets the conditions of a match. */
const meets = ({ conditions = [] }: EventMatch, shop: Shop): Statement =>
  sql.join(
    conditions.map(({ property, comparison }) =>
      compareProperty(sql`(e.properties -> ${property}::text)`, comparison, shop),
    ),
    ' and ',
  );

/** Whether an event of the set is matched. Events of bots match nothing. */
export type MatchesEvent = (match: EventMatch, event: LoggedEvent) => boolean;

/** Compares events with matches: all conditions in one statement, types in memory. */
export async function matchEvents(
  ctx: AnyContext,
  shop: Shop,
  matches: readonly EventMatch[],
  events: readonly LoggedEvent[],
): Promise<MatchesEvent> {
  const conditional = new Map(matches.filter(hasConditions).map((match) => [keyOf(match), match]));
  const types = new Set([...conditional.values()].map(({ event }) => event));
  const compared = events.filter(({ type }) => types.has(type));
  const met = new Set<string>();
  if (compared.length > 0) {
    const parts = [...conditional].map(
      ([key, match]) =>
        sql`select ${key}::text as key, e.seq from given e where e.type = ${match.event} and ${meets(match, shop)}`,
    );
    const given = compared.map(({ seq, type, properties }) => ({ seq, type, properties }));
    const rows = await ctx.db.query<{ key: string; seq: number }>(
      sql.composed(sql`
        with given as materialized (
          select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as e (seq bigint, type text, properties jsonb)
        )
        ${sql.join(parts, ' union all ')}`),
    );
    for (const { key, seq } of rows) met.add(`${seq} ${key}`);
  }
  return (match, event) =>
    match.event === event.type &&
    event.context.bot !== true &&
    (!hasConditions(match) || met.has(`${event.seq} ${keyOf(match)}`));
}

/** Asks whether a contact has caused an event since a moment, and until another, other than the event at `exceptSeq`. */
export type Asked = { key: string; contactId: Id<'ctc'>; since: string; until?: string; exceptSeq: number | null };

/** The first event that was found. */
export type Happened = { seq: number; at: Date };

/**
 * Finds, for each contact, the first event since a moment that one of the matches names: of the identified contact, and
 * of browsers while these were linked to it.
 * @returns by the keys that were asked; a key without such an event is missing
 */
export async function findHappened(
  ctx: AnyContext,
  shop: Shop,
  matches: readonly EventMatch[],
  asked: readonly Asked[],
): Promise<Map<string, Happened>> {
  if (matches.length === 0 || asked.length === 0) return new Map();
  const { tenantId, knownUntil } = shop;
  const isKnown = knownUntil === undefined ? sql`` : sql`and t.occurred_at <= ${knownUntil}`;
  const anyOf = sql.join(
    matches.map((match) =>
      hasConditions(match) ? sql`(e.type = ${match.event} and ${meets(match, shop)})` : sql`e.type = ${match.event}`,
    ),
    ' or ',
  );
  const rows = await ctx.db.query<Happened & { key: string }>(
    sql.composed(sql`
      select a.key, h.seq, h.at
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
        as a (key text, "contactId" text, since timestamptz, until timestamptz, "exceptSeq" bigint)
      cross join lateral (
        select f.seq, f.at from (${personPeriodsOf(tenantId, sql.trusted('a."contactId"'))}) p
        -- Limited by itself, so that it is read by index for each person, also before the tables have statistics.
        cross join lateral (
          select t.seq, t.occurred_at as at from timeline t join events e on e.seq = t.seq
          where t.tenant_id = ${tenantId} and t.person_id = p.id
            and t.occurred_at >= greatest(p.since, a.since) and t.occurred_at < p.until ${isKnown}
            and t.occurred_at <= coalesce(a.until, 'infinity')
            and (${anyOf}) and e.context -> 'bot' is distinct from 'true'::jsonb
            and e.seq is distinct from a."exceptSeq"
          order by t.occurred_at, t.seq limit 1
        ) f
        order by f.at, f.seq limit 1
      ) h`),
  );
  return new Map(rows.map(({ key, ...happened }) => [key, happened]));
}
