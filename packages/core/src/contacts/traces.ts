import { sql } from '../db/index.ts';
import type { Traces } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { personIds } from './person.ts';

/** By what we know a person: addresses, user ids, and browsers while they were theirs. */
export async function readTraces(ctx: AnyContext, contactId: string): Promise<Traces & { phones: string[] }> {
  const [row] = await ctx.db.query<Traces & { phones: string[] }>(sql`
    with own as (${personIds(contactId)}),
    persons as (select * from contacts where id in (select * from own))
    select
      -- The one of today first; one that they have left, unless it is somebody else's by now.
      (select coalesce(jsonb_agg(email order by is_former, email), '[]') from (
        select email, false as is_former from persons where email is not null
        union all
        select f.email, true from former_addresses f where f.contact_id in (select * from own) and not exists (
          select from contacts k where k.tenant_id = f.tenant_id and k.email = f.email)) a) as emails,
      (select coalesce(jsonb_agg(phone), '[]') from persons where phone is not null) as phones,
      (select coalesce(jsonb_agg(user_id), '[]') from (
        select user_id from persons where user_id is not null union
        select user_id from contact_merges where contact_id in (select * from own)) u) as "userIds",
      (select coalesce(jsonb_agg(jsonb_build_object('anonymousId', v.anonymous_id, 'since', p.since, 'until', p.until)), '[]')
        from visitor_periods p join visitors v on v.id = p.visitor_id where p.contact_id = ${contactId}) as browsers`);
  return row!;
}

/** What the timeline has of a person as such; what they did in their browsers is found by those. */
export async function readPlacesOf(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
): Promise<{ seq: number; bucket: number }[]> {
  return ctx.db.query(sql`
    select e.seq, e.bucket from timeline t join events e on e.seq = t.seq
    where t.tenant_id = ${tenantId} and t.person_id in (${personIds(contactId)})`);
}

/**
 * Takes a person out of the projections. Their contacts stay as pseudonyms, orders without them; browsers that only they
 * used go, those of several people stay with what the others did.
 * @param seqs the erased events
 */
export async function eraseProfile(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  seqs: readonly number[],
  emailHash: Buffer | null,
): Promise<void> {
  const own = personIds(contactId);
  const browsers = await ctx.db.query<{ id: string; anonymousId: string; isShared: boolean }>(sql`
    select v.id, v.anonymous_id as "anonymousId", exists (
      select from visitor_links l where l.visitor_id = v.id and l.contact_id not in (${own})) as "isShared"
    from visitors v where v.tenant_id = ${tenantId}
      and v.id in (select visitor_id from visitor_links where contact_id in (${own}))`);
  const list = (ids: readonly unknown[]) =>
    sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  const sole = browsers.filter(({ isShared }) => !isShared).map(({ id }) => id);
  const shared = browsers.filter(({ isShared }) => isShared).map(({ id }) => id);
  const anonymousIds = list(browsers.map(({ anonymousId }) => anonymousId));
  const soleAnonymousIds = list(browsers.filter(({ isShared }) => !isShared).map(({ anonymousId }) => anonymousId));
  const statements = [
    sql`delete from timeline where tenant_id = ${tenantId} and (person_id in (${own}) or person_id in ${list(sole)}
      or seq in (select jsonb_array_elements_text(${JSON.stringify(seqs)}::text::jsonb)::bigint))`,
    sql`delete from visitors where id in ${list(sole)}`,
    sql`delete from visitor_links where visitor_id in ${list(sole)}`,
    sql`update visitors set first_touch = null, last_touch = null where id in ${list(shared)}`,
    sql`delete from visitor_addresses where tenant_id = ${tenantId} and anonymous_id in ${anonymousIds}`,
    sql`delete from bot_visitors where tenant_id = ${tenantId} and anonymous_id in ${soleAnonymousIds}`,
    sql`delete from contact_merges where contact_id in (${own})`,
    sql`delete from former_addresses where contact_id in (${own})`,
    sql`update orders set contact_id = null where tenant_id = ${tenantId} and contact_id in (${own})`,
    sql`
      update contacts set user_id = null, email = null, email_verified_at = null, phone = null, first_name = null,
        last_name = null, language = null, timezone = null, properties = '{}', registered_at = null, order_count = 0,
        lifetime_value = 0, first_order_at = null, last_order_at = null, last_seen_at = null, frequency = null,
        paused_until = null, may_merge = false, generation = generation + 1, erased_at = ${ctx.clock.now()},
        mailbox_hash = coalesce(${emailHash}::bytea, mailbox_hash)
      where tenant_id = ${tenantId} and id in (${own})`,
  ];
  for (const statement of statements) await ctx.db.query(statement);
}
