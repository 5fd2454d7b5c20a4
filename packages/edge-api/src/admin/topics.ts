import { endpoints } from '@beckon/contract';
import { putTopics } from '@beckon/core/admin';
import { readTopics } from '@beckon/core/topics';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** What the shop writes about. */
export function serveTopics(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.readTopics, async ({ caller }) => ({
    data: await readTopics(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putTopics, async ({ caller, body: { topics } }) => {
    await putTopics(ctx, caller, topics);
    return { data: topics, nextCursor: null };
  });
}
