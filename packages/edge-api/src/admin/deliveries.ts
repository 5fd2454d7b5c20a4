import { endpoints } from '@beckon/contract';
import { readId } from '@beckon/core/lib';
import { explainDelivery, listDeliveries, recordProviderEvents } from '@beckon/core/messages';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;

/** What was sent to contacts, and why it was not. */
export function serveDeliveries(api: ApiServer): void {
  api.serve(endpoints.listDeliveries, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const { contact: contactId, status, channel } = query;
    const before = decodeCursor(query.cursor, isId);
    const data = await listDeliveries(ctx, caller.tenantId, { contactId, status, channel }, { limit, before });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });

  api.serve(endpoints.recordProviderEvents, async ({ ctx, caller, body }) => ({
    results: await recordProviderEvents(ctx, caller.tenantId, body.events),
  }));

  api.serve(endpoints.explainDelivery, ({ ctx, caller, params }) =>
    explainDelivery(ctx, caller.tenantId, readId('dlv', params.id)),
  );
}
