import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

/**
 * The contact of an address, made now if there is none. An existing contact is not changed by it: whoever types an
 * address has not shown that it is theirs.
 */
export function findOrCreateByEmail(ctx: AnyContext, tenantId: string, email: string): Promise<string> {
  return findOrCreate(ctx, tenantId, sql.trusted('email'), email);
}

/** The contact of a user id, made now if there is none. */
export function findOrCreateByUserId(ctx: AnyContext, tenantId: string, userId: string): Promise<string> {
  return findOrCreate(ctx, tenantId, sql.trusted('user_id'), userId);
}

/** A contact without any name: somebody who was never told apart from others but by what hangs on it. */
export async function createNamelessContact(ctx: AnyContext, tenantId: string): Promise<string> {
  const id = ctx.ids.newId('ctc');
  await ctx.db.query(
    sql`insert into contacts (id, tenant_id, created_at) values (${id}, ${tenantId}, ${ctx.clock.now()})`,
  );
  return id;
}

async function findOrCreate(ctx: AnyContext, tenantId: string, column: Statement, name: string): Promise<string> {
  const [row] = await ctx.db.query<{ id: string }>(sql`
    with made as (
      insert into contacts (id, tenant_id, ${column}, created_at)
      values (${ctx.ids.newId('ctc')}, ${tenantId}, ${name}, ${ctx.clock.now()})
      on conflict do nothing returning id
    )
    select id from made union all
    select id from contacts where tenant_id = ${tenantId} and ${column} = ${name} limit 1`);
  if (row) return row.id;
  // Made by a concurrent request after our snapshot: now it can be seen.
  const [other] = await ctx.db.query<{ id: string }>(
    sql`select id from contacts where tenant_id = ${tenantId} and ${column} = ${name}`,
  );
  return other!.id;
}

/** What the form said of the person. Of the fixed facts only those that are missing are taken; properties are the newest. */
export type ConfirmedFacts = {
  firstName: string | null;
  language: string | null;
  phone?: string | undefined;
  properties?: Record<string, unknown> | undefined;
};

/** Notes that the address was shown to be theirs, and what they said of themselves with it. */
export const verifyEmail = (ctx: AnyContext, tenantId: string, contactId: string, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, ctx.clock.now());

/** Takes over what a form said of the person. */
export const learnFacts = (ctx: AnyContext, tenantId: string, contactId: string, facts: ConfirmedFacts) =>
  noteFacts(ctx, tenantId, contactId, facts, null);

async function noteFacts(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
  facts: ConfirmedFacts,
  verifiedAt: Date | null,
): Promise<void> {
  await ctx.db.query(sql`
    update contacts set email_verified_at = coalesce(email_verified_at, ${verifiedAt}),
      first_name = coalesce(first_name, ${facts.firstName}), language = coalesce(language, ${facts.language}),
      phone = coalesce(phone, ${facts.phone ?? null}),
      properties = properties || ${JSON.stringify(facts.properties ?? {})}::text::jsonb
    where tenant_id = ${tenantId} and id = ${contactId}`);
}
