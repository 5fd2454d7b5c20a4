import { eraseAddresses } from '../collect/index.ts';
import { sql } from '../db/index.ts';
import { addressPatterns, type Id } from '../lib/index.ts';
import type { EventPlace } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { eraseBots } from '../sources/index.ts';
import { personIds } from './person.ts';
import type { ErasedPerson } from './person-data.ts';

/** A browser while it was linked to the person; `isShared`: other people used it as well. */
export type OwnBrowser = { visitorId: string; anonymousId: string; since: string; until: string; isShared: boolean };

/** A person's identifiers. */
export type Traces = {
  /** The contact's own id, and those of contacts merged into it. */
  contactIds: string[];
  /** The current address first, then the former ones. */
  emails: string[];
  phones: string[];
  userIds: string[];
  browsers: OwnBrowser[];
};

/** A person's identifiers: addresses, user ids, and browsers while they were linked to the person. */
export async function readTraces(ctx: AnyContext, contactId: Id<'ctc'>): Promise<Traces> {
  const [row] = await ctx.db.query<Traces>(sql`
    with own as (${personIds(contactId)}),
    persons as (select * from contacts where id in (select * from own))
    select
      (select jsonb_agg(id) from persons) as "contactIds",
      -- One that they have left counts unless it is another contact's by now.
      (select coalesce(jsonb_agg(email order by is_former, email), '[]') from (
        select email, false as is_former from persons where email is not null
        union all
        select f.email, true from former_addresses f where f.contact_id in (select * from own) and not exists (
          select from contacts k where k.tenant_id = f.tenant_id and k.email = f.email)) a) as emails,
      (select coalesce(jsonb_agg(phone), '[]') from persons where phone is not null) as phones,
      (select coalesce(jsonb_agg(user_id), '[]') from (
        select user_id from persons where user_id is not null union
        -- One of a merge that was taken back is somebody else's again.
        select user_id from contact_merges where contact_id in (select * from own) and undone_at is null) u) as "userIds",
      (select coalesce(jsonb_agg(jsonb_build_object('visitorId', v.id, 'anonymousId', v.anonymous_id,
          'since', p.since, 'until', p.until, 'isShared', exists (
            select from visitor_links l where l.visitor_id = v.id and l.contact_id not in (select * from own)))), '[]')
        -- By the links of the person: the view has no index on whose a period was.
        from (select distinct visitor_id from visitor_links where contact_id in (select * from own)) k
        cross join lateral (select * from visitor_periods p where p.visitor_id = k.visitor_id) p
        join visitors v on v.id = p.visitor_id where p.contact_id = ${contactId}) as browsers`);
  return row!;
}

/**
 * The person's events in the log: those on their timeline, as a contact and in their browsers while linked, and those
 * that name them, trusted or claimed. As when events are applied, a user id takes precedence over an address, and an
 * address over a browser; events on another person's timeline are not theirs.
 * @param until events received later belong to a new contact
 */
export async function findPlacesOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { contactIds, emails, userIds, browsers }: Traces,
  until: Date,
  limit: number,
): Promise<EventPlace[]> {
  const isTheirs = sql`(e.user_id in ${sql.texts(userIds)} or e.user_id is null)`;
  const isOfAnother = sql`exists (
    select from timeline t join contacts k on k.id = t.person_id
    where t.seq = e.seq and k.erased_at is null and coalesce(k.merged_into, k.id) not in ${sql.texts(contactIds)})`;
  // One query per index: `or` would use none.
  return ctx.db.query<EventPlace>(sql`
    with persons as (
      select id, '-infinity'::timestamptz as since, 'infinity'::timestamptz as until from ${sql.texts(contactIds)} as c (id)
      union all
      select "visitorId", "since", "until" from jsonb_to_recordset(${JSON.stringify(browsers)}::text::jsonb)
        as b ("visitorId" text, "since" timestamptz, "until" timestamptz)
    ), browsers as (
      select * from jsonb_to_recordset(${JSON.stringify(browsers)}::text::jsonb)
        as b ("anonymousId" text, "since" timestamptz, "until" timestamptz)
    )
    select seq, bucket from (
      (select e.seq, e.bucket from persons p
        join timeline t on t.tenant_id = ${tenantId} and t.person_id = p.id and t.occurred_at >= p.since
          and t.occurred_at < p.until
        join events e on e.seq = t.seq
        where e.received_at <= ${until} limit ${limit})
      union
      (select e.seq, e.bucket from events e
        where e.tenant_id = ${tenantId} and e.user_id in ${sql.texts(userIds)} and e.user_id is not null
          and e.received_at <= ${until} and not ${isOfAnother} limit ${limit})
      union
      (select e.seq, e.bucket from events e
        where e.tenant_id = ${tenantId} and e.email in ${sql.texts(emails)} and e.email is not null and ${isTheirs}
          and e.received_at <= ${until} and not ${isOfAnother} limit ${limit})
      union
      (select e.seq, e.bucket from browsers b
        join events e on e.anonymous_id = b."anonymousId" and e.anonymous_id is not null
          and e.tenant_id = ${tenantId} and e.occurred_at >= b.since and e.occurred_at < b.until
        where e.received_at <= ${until} and ${isTheirs} and (e.email is null or e.email in ${sql.texts(emails)})
          and not ${isOfAnother} limit ${limit})
    ) found order by seq limit ${limit}`);
}

/** Removes events from the timeline. */
export async function eraseTimeline(ctx: Context<Transaction>, places: readonly EventPlace[]): Promise<void> {
  const seqs = JSON.stringify(places.map(({ seq }) => seq));
  await ctx.db.query(sql`
    delete from timeline where seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
}

/**
 * Removes a person from the profiles, at once. Their contacts stay as pseudonyms with the keyed hash of the mailbox,
 * orders stay without contact details, and their browsers are no longer linked to them.
 */
export async function eraseProfile(
  ctx: Context<Transaction>,
  { tenantId, contactIds, browsers, mailbox }: ErasedPerson,
): Promise<void> {
  const own = sql.texts(contactIds);
  const sole = browsers.filter(({ isShared }) => !isShared).map(({ visitorId }) => visitorId);
  const statements = [
    sql`delete from visitor_links where visitor_id in ${sql.texts(sole)}`,
    // Another person used the browser as well: from now on its user is unknown, and it is not linked to the erased
    // person again.
    sql`update visitor_links set contact_id = null where contact_id in ${own}`,
    // Also what an undone merge says about them.
    sql`delete from contact_merges where contact_id in ${own} or merged_id in ${own}`,
    sql`delete from former_addresses where contact_id in ${own}`,
    sql`update orders set contact_id = null where tenant_id = ${tenantId} and contact_id in ${own}`,
    sql`
      update contacts set user_id = null, email = null, email_verified_at = null, phone = null, first_name = null,
        last_name = null, language = null, timezone = null, properties = '{}', registered_at = null, order_count = 0,
        lifetime_value = 0, first_order_at = null, last_order_at = null, last_seen_at = null, frequency = null,
        frequency_said_at = null, paused_until = null, pause_said_at = null, may_merge = false,
        generation = generation + 1, erased_at = ${ctx.clock.now()}, mailbox_hash = coalesce(${mailbox}::bytea, mailbox_hash)
      where tenant_id = ${tenantId} and id in ${own}`,
  ];
  for (const statement of statements) await ctx.db.query(statement);
}

/**
 * Deletes a person's browsers once their events are erased: those that only they used, and the touches of the others.
 */
export async function eraseBrowsers(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { browsers }: Traces,
): Promise<void> {
  const visitorIds = sql.texts(browsers.map(({ visitorId }) => visitorId));
  const anonymousIds = browsers.map(({ anonymousId }) => anonymousId);
  // Consumers lock a visitor before they link it: the next statement sees links made in the meantime.
  await ctx.db.query(sql`select 1 from visitors where id in ${visitorIds} order by id for update`);
  const statements = [
    sql`update visitors set first_touch = null, last_touch = null where id in ${visitorIds}`,
    // A browser still in use stays a visitor: of another person, of the same person who returned, or of an unknown
    // person.
    sql`delete from visitors v where v.id in ${visitorIds}
      and not exists (select from visitor_links l where l.visitor_id = v.id and l.contact_id is not null)
      and not exists (select from timeline t where t.tenant_id = ${tenantId} and t.person_id = v.id)`,
    sql`delete from visitor_links l where l.visitor_id in ${visitorIds}
      and not exists (select from visitors v where v.id = l.visitor_id)`,
  ];
  for (const statement of statements) await ctx.db.query(statement);
  await eraseAddresses(ctx, tenantId, anonymousIds);
  await eraseBots(
    ctx,
    tenantId,
    sql`
    select a.id from ${sql.texts(anonymousIds)} as a (id) where not exists (
      select from visitors v where v.tenant_id = ${tenantId} and v.anonymous_id = a.id)`,
  );
}

/**
 * Removes addresses from data taken from other people's events: their profiles, and the touches of their browsers. Call
 * it in the transaction that removes the addresses from the events.
 */
export async function redactProfiles(
  ctx: Context<Transaction>,
  emails: readonly string[],
  places: readonly EventPlace[],
): Promise<void> {
  const seqs = sql`(select jsonb_array_elements_text(
    ${JSON.stringify(places.map(({ seq }) => seq))}::text::jsonb)::bigint)`;
  const patterns = sql`array(
    select jsonb_array_elements_text(${JSON.stringify(emails.flatMap(addressPatterns))}::text::jsonb))`;
  const text = (column: string) => sql`redact_addresses(to_jsonb(${sql.trusted(column)}), ${patterns}) #>> '{}'`;
  const persons = sql`(
    select unnest(array[c.id, c.merged_into]) from timeline t join contacts c on c.id = t.person_id where t.seq in ${seqs})`;
  const statements = [
    sql`update contacts set properties = redact_addresses(properties, ${patterns}), first_name = ${text('first_name')},
      last_name = ${text('last_name')} where id in ${persons}`,
    sql`update contact_merges set facts_before = redact_addresses(facts_before, ${patterns})
      where contact_id in ${persons}`,
    sql`update visitors v set first_touch = redact_addresses(v.first_touch, ${patterns}),
      last_touch = redact_addresses(v.last_touch, ${patterns})
      from events e where e.seq in ${seqs} and v.tenant_id = e.tenant_id and v.anonymous_id = e.anonymous_id`,
  ];
  for (const statement of statements) await ctx.db.query(statement);
}
