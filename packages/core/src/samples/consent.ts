import { suppressionHash } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import type { Population } from './population.ts';

/**
 * A sign-up has three entries: email requested, email and marketing granted. One subscriber in 20 later revoked
 * marketing.
 */
const entriesOfSignUp = 3;
const takesBack = 20;

const s = sql.trusted('s');
const asTime = (at: Statement) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Of 100 contacts the first 62 are subscribers: the contact number of subscriber `s`. */
const contactOf = (subscriber: Statement) => sql`((${subscriber}) / 62 * 100 + (${subscriber}) % 62)`;

/** The entries of a range of subscribers, in the form of `ConsentRecord`. */
export function writeGrants(ctx: Context<Transaction>, people: Population, from: number, to: number): Promise<void> {
  const came = people.cameAt(contactOf(s));
  return writeEntries(
    ctx,
    people,
    sql`
    select s, k, ${people.contactId(contactOf(s))} as contact_id, s * 4 + k as number,
      case k when 0 then 'requested' else 'granted' end as action, case k when 2 then 'marketing' else 'email' end as type,
      case k when 0 then 'form' else 'double_opt_in' end as method,
      case k when 0 then ${came} - interval '1 hour' else ${came} end as at
    from generate_series(${from}::bigint, ${to}::bigint - 1) s cross join generate_series(0, ${entriesOfSignUp - 1}) k
    order by s, k`,
  );
}

/** The revocations of a range of subscribers, after all grants. */
export function writeRevocations(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  return writeEntries(
    ctx,
    people,
    sql`
    select s, 3 as k, ${people.contactId(contactOf(s))} as contact_id, s * 4 + 3 as number, 'revoked' as action,
      'marketing' as type, 'one_click' as method, ${people.cameAt(contactOf(s))} + interval '1 second' as at
    from generate_series(${from}::bigint, ${to}::bigint - 1) s where s % ${takesBack}::bigint = 3 order by s`,
  );
}

/**
 * Appends entries in order: evidence, its digest, the record, the chain of hashes and the state. The chain is a running
 * aggregate computed by the database: 1,000,000 entries take about ten seconds.
 */
async function writeEntries(ctx: Context<Transaction>, people: Population, given: Statement): Promise<void> {
  const { tenantId } = people.size;
  await ctx.db.query(sql`
    create or replace function pg_temp.link(state bytea, first bytea, record text) returns bytea language plpgsql as
    $$ begin return sha256(coalesce(state, first) || convert_to(record, 'UTF8')); end $$`);
  await ctx.db.query(sql`
    create or replace aggregate pg_temp.chain(first bytea, record text) (sfunc = pg_temp.link, stype = bytea)`);
  await ctx.db.query(sql`
    insert into consent_heads (tenant_id, position, hash) values (${tenantId}, 0, ${Buffer.alloc(32)}) on conflict do nothing`);
  await ctx.db.query(sql`select 1 from consent_heads where tenant_id = ${tenantId} for update`);
  await ctx.db.query(sql`
    with given as materialized (
      select g.*, ${people.id('cev', sql`g.number`)} as evidence_id,
        '{"ipPrefix":"203.0.' || s % 250 || '.0/24","origin":"https://shop.example","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"'
          || case when k = 0 then ',"wording":"Send me news and offers by e-mail. I can end this at any time."' else '' end
          || '}' as evidence
      from (${given}) g
    ), records as materialized (
      select h.position + row_number() over entries as position, g.contact_id, g.type, g.action, g.at, g.evidence_id, g.evidence,
        h.hash as first,
        '{"action":"' || action || '","contact":"' || contact_id || '","evidenceDigest":"'
          || encode(sha256(convert_to(evidence, 'UTF8')), 'hex') || '","evidenceId":"' || evidence_id || '","method":"' || method
          || '","recordedAt":"' || ${asTime(sql.trusted('at'))} || '","source":"newsletter","type":"' || type
          || '","wordingVersion":"en-1"}' as record
      from given g cross join consent_heads h where h.tenant_id = ${tenantId}
      window entries as (order by g.s, g.k)
    ), chained as materialized (
      select position, record, pg_temp.chain(first, record) over (order by position) as hash from records
    ), kept as (
      insert into consent_evidence (id, tenant_id, contact_id, evidence, recorded_at)
      select evidence_id, ${tenantId}, contact_id, evidence::jsonb, at from records
    ), folded as (
      insert into consent_state (tenant_id, contact_id, type, state, position, since, said_at)
      select distinct on (contact_id, type) ${tenantId}, contact_id, type, action, position, at, at from records
      order by contact_id, type, position desc
      on conflict (tenant_id, contact_id, type) do update
        set state = excluded.state, position = excluded.position, since = excluded.since,
          said_at = excluded.said_at
    ), ended as (
      update consent_heads h set position = e.position, hash = e.hash
      from (select position, hash from chained order by position desc limit 1) e where h.tenant_id = ${tenantId}
    )
    insert into consent_ledger (tenant_id, position, record, hash)
    select ${tenantId}, position, record::jsonb, hash from chained`);
}

/** Suppresses one address in 33. The hash is keyed, so it is computed here. */
export async function writeSuppressions(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  const { tenantId } = people.size;
  const rows = await ctx.db.query<{ email: string }>(sql`
    select email from contacts where tenant_id = ${tenantId} and id >= ${people.contactId(sql`${from}::bigint`)}
      and id < ${people.contactId(sql`${to}::bigint`)} and hashtext(id) % 33 = 0 and email is not null`);
  const hashes = rows.map(({ email }) => suppressionHash(ctx, tenantId, 'email', email).toString('hex'));
  await ctx.db.query(sql`
    insert into suppressions (tenant_id, channel, address_hash, reason, suppressed_at)
    select ${tenantId}, 'email', decode(hash, 'hex'), case when hash < '8' then 'unsubscribed' else 'bounced' end, ${people.size.until}
    from jsonb_array_elements_text(${JSON.stringify(hashes)}::text::jsonb) hash on conflict do nothing`);
}
