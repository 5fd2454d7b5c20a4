import type { EventMatch, FunnelReport, FunnelRequest } from '@beckon/contract';
import { readEventTypes } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { type Id, millisecondsOf } from '../lib/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { compareProperty, type Moment } from '../segments/index.ts';
import { runReport, shareOf } from './run-report.ts';
import { readSpan, shownSpan } from './span.ts';

/**
 * How many people took steps in order. A person takes a step if the event happened after those of all steps before it, and
 * within the window of the first; any first event in the span may begin it. Of a contact count its own events and those of
 * browsers while they were linked to it; another browser is a person of its own. Events of bots are left out.
 */
export async function readFunnelReport(
  ctx: Context,
  tenantId: Id<'ten'>,
  { steps, within, ...named }: FunnelRequest,
): Promise<FunnelReport> {
  const span = await readSpan(ctx, tenantId, named, 30);
  const types = await readEventTypes(ctx, tenantId);
  const moment: Moment = { now: ctx.clock.now(), timezone: span.timezone };
  const window = millisecondsOf(within);
  // No event has the number of a type that the shop has never sent.
  const typeOf = ({ event }: EventMatch) => types.get(event) ?? 0;
  const flags = steps.map(
    (step, at) =>
      sql`(t.type_id = ${typeOf(step)}::int ${meets(step, moment)}
        ${at === 0 ? sql`and t.occurred_at < ${span.end}` : sql``}) as ${column('is', at)}`,
  );
  const wanted = sql.join(
    [...new Set(steps.map(typeOf))].map((type) => sql`${type}::int`),
    ', ',
  );
  const [row] = await runReport(ctx, (read) =>
    read<Record<string, number>>(sql`
      with happened as materialized (
        select t.person_id, t.occurred_at as at, t.seq, ${sql.join(flags, ', ')} from timeline t
        where t.type_id in (${wanted}) and t.occurred_at >= ${span.start}
          and t.occurred_at < ${new Date(span.end.getTime() + window)}
      ), step_0 as (
        select coalesce(p.merged_into, p.id, v.contact_id, h.person_id) as person, h.at, h.seq, ${sql.join(
          steps.map((_, at) => sql`h.${column('is', at)}`),
          ', ',
        )}, case when h.is_0 then h.at end as from_0
        from happened h left join contacts p on p.id = h.person_id
        left join lateral (
          select v.contact_id from visitor_periods v
          where p.id is null and v.visitor_id = h.person_id and h.at >= v.since and h.at < v.until limit 1
        ) v on true
      )${sql.join(
        steps.slice(1).map((_, index) => follow(index + 1, window)),
        '',
      )}
      select ${sql.join(
        steps.map(
          (_, at) =>
            sql`(count(distinct person) filter (where ${column('from', at)} is not null))::int as ${column('people', at)}`,
        ),
        ', ',
      )} from ${column('step', steps.length - 1)}`),
  );
  const people = steps.map((_, at) => row![`people_${at}`]!);
  const data = steps.map(({ event }, at) => ({
    ...{ step: at + 1, event, people: people[at]! },
    fromPrevious: at === 0 ? null : shareOf(people[at]!, people[at - 1]!),
    fromFirst: shareOf(people[at]!, people[0]!),
  }));
  return { ...shownSpan(span), data };
}

const column = (name: 'is' | 'from' | 'before' | 'people' | 'step', at: number): Statement =>
  sql.trusted(`${name}_${at}`);

/** The conditions on an event, after `and`: the only part that needs the log. */
function meets({ conditions = [] }: EventMatch, moment: Moment): Statement {
  if (conditions.length === 0) return sql``;
  const compared = conditions.map(({ property, comparison }) =>
    compareProperty(sql`(e.properties -> ${property}::text)`, comparison, moment),
  );
  return sql`and exists (select from events e where e.seq = t.seq and ${sql.join(compared, ' and ')})`;
}

/**
 * Each event that takes a step gets the moment of the first step that it follows from: the latest among those by which the
 * step before was taken earlier. If the window is over for that one, it is over for all.
 */
const follow = (at: number, window: number): Statement => sql`, ${column('step', at)} as (
  select s.*, case when ${column('is', at)} and ${column('before', at)} >= at - ${window}::bigint * interval '1 ms'
    then ${column('before', at)} end as ${column('from', at)}
  from (
    select s.*, max(${column('from', at - 1)}) over (
      partition by person order by at, seq rows between unbounded preceding and 1 preceding) as ${column('before', at)}
    from ${column('step', at - 1)} s
  ) s
)`;
