import { endpoints } from '@beckon/contract';
import { changeFlow, changeFlowStatus, cloneFlow, createFlow, endFlowRun, publishFlow } from '@beckon/core/admin';
import { readContactNames } from '@beckon/core/contacts';
import {
  dryRunFlow,
  explainFlow,
  listContactRuns,
  listFlows,
  listRuns,
  readFlowDetail,
  readRun,
  startFlowRun,
} from '@beckon/core/flows';
import { readId } from '@beckon/core/lib';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;

const nextCursorOf = (page: readonly { id: string }[], limit: number) =>
  page.length < limit ? null : encodeCursor(page.at(-1)!.id);

/** What happens to contacts after an event, and where each of them stands. */
export function serveFlows(api: ApiServer): void {
  api.serve(endpoints.listFlows, async ({ ctx, caller, query }) => ({
    data: await listFlows(ctx, caller.tenantId, query.state ?? 'current'),
    nextCursor: null,
  }));

  api.serve(endpoints.createFlow, ({ ctx, caller, body }) => createFlow(ctx, caller, body));

  api.serve(endpoints.readFlow, ({ ctx, caller, params }) =>
    readFlowDetail(ctx, caller.tenantId, readId('flw', params.id)),
  );

  api.serve(endpoints.changeFlow, ({ ctx, caller, params, body }) =>
    changeFlow(ctx, caller, readId('flw', params.id), body),
  );

  api.serve(endpoints.publishFlow, ({ ctx, caller, params, body }) =>
    publishFlow(ctx, caller, readId('flw', params.id), body),
  );

  api.serve(endpoints.dryRunFlow, ({ ctx, caller, params, body }) =>
    dryRunFlow(ctx, caller.tenantId, readId('flw', params.id), body),
  );

  api.serve(endpoints.pauseFlow, ({ ctx, caller, params }) =>
    changeFlowStatus(ctx, caller, readId('flw', params.id), 'paused'),
  );

  api.serve(endpoints.resumeFlow, ({ ctx, caller, params }) =>
    changeFlowStatus(ctx, caller, readId('flw', params.id), 'resumed'),
  );

  api.serve(endpoints.archiveFlow, ({ ctx, caller, params }) =>
    changeFlowStatus(ctx, caller, readId('flw', params.id), 'archived'),
  );

  api.serve(endpoints.cloneFlow, ({ ctx, caller, params, body }) =>
    cloneFlow(ctx, caller, readId('flw', params.id), body),
  );

  api.serve(endpoints.listFlowRuns, async ({ ctx, caller, params, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const id = readId('flw', params.id);
    const runs = await listRuns(ctx, caller.tenantId, id, query.status, { limit, before });
    const names = caller.permissions.has('contacts.read')
      ? await readContactNames(
          ctx,
          caller.tenantId,
          runs.map(({ contactId }) => contactId),
        )
      : null;
    const data = runs.map((run) => ({ ...run, contact: names?.get(run.contactId) ?? null }));
    return { data, nextCursor: nextCursorOf(runs, limit) };
  });

  api.serve(endpoints.listContactRuns, async ({ ctx, caller, params, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const data = await listContactRuns(ctx, caller.tenantId, readId('ctc', params.id), { limit, before });
    return { data, nextCursor: nextCursorOf(data, limit) };
  });

  api.serve(endpoints.startFlowRun, ({ ctx, caller, params, body }) =>
    startFlowRun(ctx, caller.tenantId, readId('flw', params.id), {
      contactId: readId('ctc', body.contact),
      key: body.key,
    }),
  );

  api.serve(endpoints.readFlowRun, ({ ctx, caller, params }) =>
    readRun(ctx, caller.tenantId, readId('run', params.id)),
  );

  api.serve(endpoints.endFlowRun, ({ ctx, caller, params }) => endFlowRun(ctx, caller, readId('run', params.id)));

  api.serve(endpoints.explainFlow, ({ ctx, caller, params, query }) =>
    explainFlow(ctx, caller.tenantId, readId('ctc', params.id), readId('flw', query.flow)),
  );
}
