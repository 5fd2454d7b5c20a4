import { endpoints } from '@beckon/contract';
import { listReceivedSms } from '@beckon/core/sms';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;

/** What shoppers have texted to the shop. */
export function serveSms(api: ApiServer): void {
  api.serve(endpoints.listReceivedSms, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const data = await listReceivedSms(ctx, caller.tenantId, { contactId: query.contact }, { limit, before });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });
}
