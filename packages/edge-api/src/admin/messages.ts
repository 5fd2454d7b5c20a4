import { endpoints } from '@beckon/contract';
import { putMessageTopic } from '@beckon/core/admin';
import { readMessages } from '@beckon/core/messages';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** What the shop says. */
export function serveMessages(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.listMessages, async ({ caller }) => ({
    data: await readMessages(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putMessageTopic, ({ caller, params, body }) =>
    putMessageTopic(ctx, caller, params.id, body.topic),
  );
}
