import { endpoints } from '@beckon/contract';
import { contactsConsumer } from '@beckon/core/consumers';
import { lastSeq, listAppliedAfter, listEvents } from '@beckon/core/feed';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isSeq } from './cursor.ts';

const pageSize = 50;
/** How far back the stream looks again: transactions commit out of the order of their sequence numbers. */
const lookBack = 500;
/** Milliseconds between looks when nothing wakes it, and between signs of life, at which the right to see is checked. */
const pollEvery = 250;
const heartbeatEvery = 15_000;

/** The log as people read it: a list, and a live stream. */
export function serveEvents(api: ApiServer, { untilStored }: ApiDeps): void {
  api.serve(endpoints.listEvents, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const rows = await listEvents(ctx, caller.tenantId, {
      limit,
      before: decodeCursor(query.cursor, isSeq),
      type: query.type ?? null,
      bots: query.bots,
    });
    return {
      data: rows.map((row) => row.event),
      nextCursor: rows.length < limit ? null : encodeCursor(rows.at(-1)!.seq),
    };
  });

  api.serveStream(endpoints.streamEvents, async ({ ctx, caller: { tenantId } }, stream, mayStay) => {
    let last = await lastSeq(ctx);
    const start = last;
    const seen = new Set<number>();
    let checkedAt = ctx.clock.monotonic();
    await stream.writeSSE({ event: 'ready', data: '{}' });
    while (!stream.aborted && !stream.closed) {
      const after = Math.max(start, last - lookBack);
      const rows = await listAppliedAfter(ctx, tenantId, contactsConsumer.name, after, lookBack + 200).catch(() => []);
      for (const { seq, event } of rows) {
        if (seen.has(seq)) continue;
        seen.add(seq);
        last = Math.max(last, seq);
        await stream.writeSSE({ event: 'event', id: String(seq), data: JSON.stringify(event) });
      }
      for (const seq of seen) if (seq < last - 2 * lookBack) seen.delete(seq);
      if (ctx.clock.monotonic() - checkedAt > heartbeatEvery) {
        // A caller who has signed out in the meantime, or whose key was revoked, sees no more events.
        if (!(await mayStay())) break;
        await stream.writeSSE({ event: 'alive', data: '{}' });
        checkedAt = ctx.clock.monotonic();
      }
      await untilStored(pollEvery);
    }
  });
}
