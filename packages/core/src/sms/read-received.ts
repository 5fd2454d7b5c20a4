import type { ReceivedSms } from '@beckon/contract';
import { and, desc, eq, lt, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { receivedSms } from './tables.ts';

const { id, contactId, fromNumber, toNumber, text, intent, rule, receivedAt, tenantId } = receivedSms;
const columns = { id, contactId, from: fromNumber, to: toNumber, text, intent, rule, receivedAt };

/**
 * What shoppers have texted to a tenant, newest first.
 * @param page `before` is the id at which the last page ended
 */
export async function listReceivedSms(
  ctx: AnyContext,
  ofTenant: Id<'ten'>,
  filter: { contactId?: string | undefined },
  page: { limit: number; before: string | null },
): Promise<ReceivedSms[]> {
  const conditions = and(
    eq(tenantId, ofTenant),
    filter.contactId === undefined ? undefined : eq(contactId, filter.contactId as Id<'ctc'>),
    page.before === null ? undefined : lt(id, page.before as Id<'rcv'>),
  );
  const rows = await withBuilder(ctx.db, (build) =>
    build.select(columns).from(receivedSms).where(conditions).orderBy(desc(id)).limit(page.limit),
  );
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}
