import { endpoints } from '@beckon/contract';
import { contactsConsumer } from '@beckon/core/consumers';
import { lastSeq, listAppliedAfter, listEvents } from '@beckon/core/feed';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ApiDeps } from '../deps.ts';
import { decodeCursor, encodeCursor, isSeq } from './cursor.ts';
import { readQuery } from './query.ts';
import type { TenantEnv } from './routes.ts';

const pageSize = 50;
/** How far back the stream looks again: transactions commit out of the order of their sequence numbers. */
const lookBack = 500;
/** Milliseconds between looks when nothing wakes it, and between signs of life, at which the right to see is checked. */
const pollEvery = 250;
const heartbeatEvery = 15_000;

export function eventRoutes(deps: ApiDeps, mayStay: (request: Request) => Promise<boolean>): Hono<TenantEnv> {
  const { ctx } = deps;
  const app = new Hono<TenantEnv>();

  app.get('/events', async (c) => {
    const query = readQuery(c.req.raw, endpoints.listEvents.query);
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isSeq);
    const rows = await listEvents(ctx, c.get('tenantId'), {
      limit,
      before,
      type: query.type ?? null,
      bots: query.bots,
    });
    return c.json({
      data: rows.map((row) => row.event),
      nextCursor: rows.length < limit ? null : encodeCursor(rows.at(-1)!.seq),
    });
  });

  app.get('/events/stream', (c) => {
    const tenantId = c.get('tenantId');
    return streamSSE(c, async (stream) => {
      let last = await lastSeq(ctx);
      const start = last;
      const seen = new Set<number>();
      let checkedAt = ctx.clock.monotonic();
      await stream.writeSSE({ event: 'ready', data: '{}' });
      while (!stream.aborted && !stream.closed) {
        const rows = await listAppliedAfter(
          ctx,
          tenantId,
          contactsConsumer.name,
          Math.max(start, last - lookBack),
          lookBack + 200,
        ).catch(() => []);
        for (const { seq, event } of rows) {
          if (seen.has(seq)) continue;
          seen.add(seq);
          last = Math.max(last, seq);
          await stream.writeSSE({ event: 'event', id: String(seq), data: JSON.stringify(event) });
        }
        for (const seq of seen) if (seq < last - 2 * lookBack) seen.delete(seq);
        if (ctx.clock.monotonic() - checkedAt > heartbeatEvery) {
          // Who has signed out meanwhile, or whose key was revoked, sees no more.
          if (!(await mayStay(c.req.raw))) break;
          await stream.writeSSE({ event: 'alive', data: '{}' });
          checkedAt = ctx.clock.monotonic();
        }
        await deps.untilStored(pollEvery);
      }
    });
  });
  return app;
}
