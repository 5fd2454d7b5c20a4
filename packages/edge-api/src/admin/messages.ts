import { endpoints } from '@beckon/contract';
import {
  changeMessage,
  createMessage,
  publishMessage,
  putMessageBlocks,
  putMessageTopic,
  testMessage,
} from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import {
  listBlocks,
  listMessageVersions,
  previewMessage,
  readMessageDetail,
  readMessages,
} from '@beckon/core/messages';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isSeq } from './cursor.ts';

const pageSize = 20;

/** What the shop says. */
export function serveMessages(api: ApiServer): void {
  api.serve(endpoints.listMessages, async ({ ctx, caller }) => ({
    data: await readMessages(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.createMessage, ({ ctx, caller, body }) => createMessage(ctx, caller, body));

  api.serve(endpoints.readMessage, ({ ctx, caller, params }) =>
    readMessageDetail(ctx, caller.tenantId, readId('msg', params.id)),
  );

  api.serve(endpoints.changeMessage, ({ ctx, caller, params, body }) =>
    changeMessage(ctx, caller, readId('msg', params.id), body),
  );

  api.serve(endpoints.publishMessage, ({ ctx, caller, params, body }) =>
    publishMessage(ctx, caller, readId('msg', params.id), body.version),
  );

  api.serve(endpoints.listMessageVersions, async ({ ctx, caller, params, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isSeq);
    const data = await listMessageVersions(ctx, caller.tenantId, readId('msg', params.id), { limit, before });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.version) };
  });

  api.serve(endpoints.previewMessage, ({ ctx, caller, params, body }) =>
    previewMessage(ctx, caller.tenantId, readId('msg', params.id), body),
  );

  api.serve(endpoints.testMessage, async ({ ctx, caller, params, body }) => {
    await testMessage(ctx, caller, readId('msg', params.id), body);
    return { result: 'queued' };
  });

  api.serve(endpoints.putMessageTopic, ({ ctx, caller, params, body }) =>
    putMessageTopic(ctx, caller, params.id, body.topic),
  );

  api.serve(endpoints.listMessageBlocks, async ({ ctx, caller }) => ({
    data: await listBlocks(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putMessageBlocks, async ({ ctx, caller, body }) => {
    await putMessageBlocks(ctx, caller, body.blocks);
    return { data: await listBlocks(ctx, caller.tenantId), nextCursor: null };
  });
}
