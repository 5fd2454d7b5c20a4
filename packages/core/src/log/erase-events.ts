import { sql } from '../db/index.ts';
import type { Context, Db, Statement, Transaction } from '../ports/index.ts';

/** By what the log knows a person. */
export type Traces = {
  emails: string[];
  userIds: string[];
  /** Browsers while they were theirs. */
  browsers: { anonymousId: string; since: string; until: string }[];
};

/** An event of a person, and the part of the log it is in. */
export type EventPlace = { seq: number; bucket: number };

/** The whole log of a tenant is read once: milliseconds for that. */
const searchDeadline = 60_000;

/**
 * Looks through a tenant's log for all that names a person: as whoever did it, in whichever browser, as a mere claim, or
 * inside of events that name nobody. Outside of a transaction, since readers of the log wait for open ones.
 * @returns where from the log has to be looked through again later, for what was on its way meanwhile
 */
export async function findEventsOf(
  ctx: Context<Db>,
  tenantId: string,
  traces: Traces,
): Promise<{ places: EventPlace[]; since: string }> {
  const [row] = await ctx.db.query<{ since: string }>(
    sql`select pg_snapshot_xmin(pg_current_snapshot())::text as since`,
  );
  const places = await ctx.db.query<EventPlace>(search(tenantId, traces, sql``), { deadline: searchDeadline });
  return { places, since: row!.since };
}

/** What was stored since. */
export async function findNewEventsOf(
  ctx: Context<Transaction>,
  tenantId: string,
  traces: Traces,
  since: string,
): Promise<EventPlace[]> {
  return ctx.db.query<EventPlace>(
    search(tenantId, traces, sql`and e.bucket in (select generate_series(0, 63)) and e.xact >= ${since}::xid8`),
  );
}

function search(tenantId: string, { emails, userIds, browsers }: Traces, condition: Statement): Statement {
  return sql`
    with emails as (select jsonb_array_elements_text(${JSON.stringify(emails)}::text::jsonb) as email),
    users as (select jsonb_array_elements_text(${JSON.stringify(userIds)}::text::jsonb) as user_id),
    browsers as (
      select * from jsonb_to_recordset(${JSON.stringify(browsers)}::text::jsonb)
        as b ("anonymousId" text, "since" timestamptz, "until" timestamptz)
    )
    select e.seq, e.bucket from events e
    where e.tenant_id = ${tenantId} ${condition} and (
      e.email in (select email from emails) or e.user_id in (select user_id from users)
      or exists (select from browsers b
        where b."anonymousId" = e.anonymous_id and e.occurred_at >= b."since" and e.occurred_at < b."until")
      or (e.email is null and e.user_id is null and exists (select from emails m
        where position(m.email in lower(e.properties::text)) > 0 or position(m.email in lower(e.context::text)) > 0)))`;
}

/**
 * Takes the buckets of these events away from whoever reads them now: a worker may have their text in its memory, and
 * must not apply it any more. Call it first in the transaction, as workers lock their cursors first.
 */
export async function interruptReaders(ctx: Context<Transaction>, places: readonly EventPlace[]): Promise<void> {
  const buckets = [...new Set(places.map(({ bucket }) => bucket))];
  await ctx.db.query(sql`
    update log_cursors set holder = null, lease_until = null, fence = fence + 1
    where (consumer, bucket) in (
      select consumer, bucket from log_cursors
      where bucket in (select jsonb_array_elements_text(${JSON.stringify(buckets)}::text::jsonb)::smallint)
      order by consumer, bucket for update)`);
}

/** Takes the person out of events. Place, type and times stay; of a booked order its number, amount and currency. */
export async function eraseEvents(ctx: Context<Transaction>, seqs: readonly number[]): Promise<void> {
  await ctx.db.query(sql`
    update events set anonymous_id = null, user_id = null, email = null, context = '{}',
      properties = erased_properties(type, is_trusted, properties)
    where seq in (select jsonb_array_elements_text(${JSON.stringify(seqs)}::text::jsonb)::bigint)`);
}

type SetAsideRow = { id: string; raw: Buffer; envelope: unknown };

/** Deletes what was set aside of a person: by place in the log, or because the bytes name them. */
export async function eraseQuarantined(
  ctx: Context<Transaction>,
  tenantId: string,
  { emails, userIds, browsers }: Traces,
  seqs: readonly number[],
): Promise<void> {
  await ctx.db.query(sql`
    delete from quarantine where tenant_id = ${tenantId}
      and seq in (select jsonb_array_elements_text(${JSON.stringify(seqs)}::text::jsonb)::bigint)`);
  const names = new Set([...emails, ...userIds, ...browsers.map(({ anonymousId }) => anonymousId)]);
  // Text of any kind: found by the bytes of a name, then read to see whether it stands there as a whole.
  const near = await ctx.db.query<SetAsideRow>(sql`
    select q.id, q.raw, coalesce(v.envelope, q.envelope) as envelope
    from quarantine q left join quarantine_envelopes v on v.id = q.envelope_id
    where q.tenant_id = ${tenantId} and exists (
      select from jsonb_array_elements_text(${JSON.stringify([...names])}::text::jsonb) n (name)
      where position(lower(encode(convert_to(n.name, 'UTF8'), 'escape')) in lower(encode(q.raw, 'escape'))) > 0
        or position(lower(n.name) in lower(coalesce(v.envelope, q.envelope)::text)) > 0)`);
  const ids = near.flatMap((row) => (namesOne(row, emails, names) ? [row.id] : []));
  await ctx.db.query(sql`
    delete from quarantine where tenant_id = ${tenantId}
      and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`);
  await ctx.db.query(sql`
    update quarantine_overflow set reason = '' where tenant_id = ${tenantId} and exists (
      select from jsonb_array_elements_text(${JSON.stringify([...names])}::text::jsonb) n (name)
      where position(lower(n.name) in lower(reason)) > 0)`);
}

function namesOne({ raw, envelope }: SetAsideRow, emails: readonly string[], names: ReadonlySet<string>): boolean {
  const text = `${raw.toString('utf8')}\n${JSON.stringify(envelope)}`;
  if (emails.some((email) => text.toLowerCase().includes(email))) return true;
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].some(([, word]) => names.has(word!));
}
