import { endpoints } from '@beckon/contract';
import { listAudit } from '@beckon/core/audit';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;

/** Who changed what in the shop. */
export function serveAudit(api: ApiServer): void {
  api.serve(endpoints.listAudit, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const data = await listAudit(ctx, caller.tenantId, { limit, before: decodeCursor(query.cursor, isId) });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });
}
