import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { skipDeliveries } from '../messages/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import type { SkippedBeforeDelivery } from './tables.ts';

/** The delivery of a row `r` of the ledger, if it has one. */
const ofRow = sql`d.tenant_id = r.tenant_id and d.business_key = 'campaign:' || r.campaign_id || ':' || r.no`;

/** The condition that a row has not become a delivery yet. By its place: a delivery is deleted after some time. */
const isUnsent = (row: 'r' | 'o'): Statement => {
  const of = sql.trusted(row);
  return sql`exists (
    select from campaigns g where g.id = ${of}.campaign_id
      and (${of}.phase, ${of}.due_at, ${of}.no) > (g.sent_phase, coalesce(g.sent_due_at, '-infinity'), g.sent_no))`;
};

/** What a stop has skipped can be sent later. */
const mayBeSent = sql`(r.skipped is null or r.skipped = 'campaign_stopped')`;

/** Recipients who have no delivery yet get none. The row stays, so that the counts of the campaign add up. */
async function skip(
  ctx: Context<Transaction>,
  tenantId: string,
  contactIds: readonly string[],
  reason: SkippedBeforeDelivery,
): Promise<void> {
  await ctx.db.query(sql`
    update campaign_recipients r set skipped = ${reason}
    where r.tenant_id = ${tenantId} and r.contact_id in ${sql.texts(contactIds)} and ${mayBeSent}
      and ${isUnsent('r')}`);
}

/** A person who is in one ledger as two contacts gets the campaign once. */
async function joinRecipients(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  const inBoth = (id: string, other: string, also = sql``): Statement => sql`
    r.tenant_id = ${tenantId} and r.contact_id = ${id} and ${mayBeSent} and ${isUnsent('r')} and exists (
      select from campaign_recipients o where o.campaign_id = r.campaign_id and o.contact_id = ${other} ${also})`;
  // Of the two, the one that is not sent yet: first the merged contact's, and the other's where the first was sent.
  await ctx.db.query(sql`update campaign_recipients r set skipped = 'merged' where ${inBoth(mergedId, contactId)}`);
  const wasSent = sql`and o.skipped is null and not ${isUnsent('o')}`;
  await ctx.db.query(sql`
    update campaign_recipients r set skipped = 'merged' where ${inBoth(contactId, mergedId, wasSent)}`);
  const twice = await ctx.db.query<{ unsent: string | null }>(sql`
    select case when m.status = 'due' then m.id when d.status = 'due' then d.id end as unsent
    from campaign_recipients o
    join campaign_recipients r on r.campaign_id = o.campaign_id and r.contact_id = ${contactId}
    join deliveries m on m.tenant_id = o.tenant_id and m.business_key = 'campaign:' || o.campaign_id || ':' || o.no
    join deliveries d on ${ofRow}
    where o.tenant_id = ${tenantId} and o.contact_id = ${mergedId}`);
  await skipDeliveries(
    ctx,
    tenantId,
    twice.flatMap(({ unsent }) => unsent ?? []),
    'merged',
  );
  await ctx.db.query(sql`
    update campaign_recipients r set contact_id = ${contactId}
    where r.tenant_id = ${tenantId} and r.contact_id = ${mergedId} and not exists (
      select from campaign_recipients o where o.campaign_id = r.campaign_id and o.contact_id = ${contactId})`);
}

export const personData: PersonData = {
  room: 'campaigns',
  erase: (ctx, { tenantId, contactIds }) => skip(ctx, tenantId, contactIds, 'erased'),
  forget: (ctx, tenantId, contactIds) => skip(ctx, tenantId, contactIds, 'deleted'),
  export: (tenantId, contactId) => ({
    campaigns: sql`
      select g.name as campaign, g.launched_at as "launchedAt", r.due_at as "dueAt", r.skipped
      from campaign_recipients r join campaigns g on g.id = r.campaign_id
      where r.tenant_id = ${tenantId} and r.contact_id in (${personIds(contactId)}) order by g.launched_at, g.id`,
  }),
  merge: joinRecipients,
};
