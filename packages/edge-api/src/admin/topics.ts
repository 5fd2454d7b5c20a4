import { endpoints } from '@beckon/contract';
import { putTopics } from '@beckon/core/admin';
import { readTopics } from '@beckon/core/topics';
import type { ApiServer } from '../http/serve.ts';

/** What the shop writes about. */
export function serveTopics(api: ApiServer): void {
  api.serve(endpoints.readTopics, async ({ ctx, caller }) => ({
    data: await readTopics(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putTopics, async ({ ctx, caller, body: { topics } }) => {
    await putTopics(ctx, caller, topics);
    return { data: topics, nextCursor: null };
  });
}
