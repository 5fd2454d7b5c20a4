import { type FlowDryRunEntry, flowDryRunLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { OpeningList, type PastOpenings, type PastQuery } from './past-openings.ts';
import type { Run } from './run.ts';
import { enteringByCall } from './start-run.ts';

type Call = Pick<Run, 'contactId' | 'entryKey'> & { at: Date };

/** Calls of the API that named a contact, also those that were refused; or the ones that are given instead of them. */
export async function pastCalls(
  ctx: Context,
  { version, period, entries, maxContacts }: PastQuery<'api'>,
): Promise<PastOpenings> {
  const calls = entries
    ? await readGiven(ctx, version.tenantId, entries, period)
    : await readCalls(ctx, version, period);
  const list = new OpeningList();
  list.add(calls.map(({ contactId, entryKey, at }) => enteringByCall(version, contactId, entryKey, at)));
  if (entries) return list.newest(maxContacts, ['The given entries are played, not the calls that were made.']);
  const limits = ['The calls of the API are played that were made while the flow was live. Others are not kept.'];
  if (await hasUnknownRefusals(ctx, version, period))
    limits.push(
      'Calls that were refused before an update of Beckon are not known with their key: they are not played.',
    );
  return list.newest(maxContacts, limits);
}

/** Refusals of before they said what they refused. */
async function hasUnknownRefusals(
  ctx: AnyContext,
  { tenantId, flowId }: PastQuery['version'],
  { from, until }: PastQuery['period'],
): Promise<boolean> {
  const found = await ctx.db.query(sql`
    select 1 from flow_refusals
    where tenant_id = ${tenantId} and flow_id = ${flowId} and trigger_kind is null and event_id is null
      and refused_at >= ${from} and refused_at < ${until} limit 1`);
  return found.length > 0;
}

async function readCalls(
  ctx: AnyContext,
  { tenantId, flowId }: PastQuery['version'],
  { from, until }: PastQuery['period'],
): Promise<Call[]> {
  // One more than is looked at, so that the list says that there are too many.
  return ctx.db.query<Call>(sql`
    select contact_id as "contactId", entry_key as "entryKey", at from (
      select contact_id, entry_key, entered_at as at from flow_runs
      where tenant_id = ${tenantId} and flow_id = ${flowId} and trigger ->> 'kind' = 'api'
        and entered_at >= ${from} and entered_at < ${until}
      union all
      select contact_id, entry_key, refused_at from flow_refusals
      where tenant_id = ${tenantId} and flow_id = ${flowId} and trigger_kind = 'api'
        and refused_at >= ${from} and refused_at < ${until}
    ) c order by at, contact_id, entry_key limit ${flowDryRunLimits.maxOpenings + 1}`);
}

/** @throws DomainError `validation_failed` out of the period, `not_found` for an unknown contact */
async function readGiven(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  entries: readonly FlowDryRunEntry[],
  { from, until }: PastQuery['period'],
): Promise<Call[]> {
  const late = entries.find(({ at }) => Date.parse(at) < from.getTime() || Date.parse(at) >= until.getTime());
  if (late) throw new DomainError('validation_failed', `${late.at} is not within the days that are played`);
  const rows = await ctx.db.query<{ asked: string; id: Id<'ctc'> }>(sql`
    select c.id as asked, coalesce(c.merged_into, c.id) as id from contacts c
    where c.tenant_id = ${tenantId} and c.id in ${sql.texts(entries.map(({ contactId }) => contactId))}
      and c.erased_at is null`);
  const known = new Map(rows.map(({ asked, id }) => [asked, id]));
  return entries.map(({ contactId, at, key }) => {
    const id = known.get(contactId);
    if (!id) throw new DomainError('not_found', `there is no contact ${contactId}`);
    return { contactId: id, entryKey: key, at: new Date(at) };
  });
}
