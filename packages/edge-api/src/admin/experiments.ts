import { endpoints } from '@beckon/contract';
import { chooseWinner } from '@beckon/core/admin';
import { listExperiments, reportExperiment, reportHoldout } from '@beckon/core/experiments';
import { readId } from '@beckon/core/lib';
import { reportWidgetExperiment } from '@beckon/core/metrics';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;
const widgetDays = 30;

/** What variations came to, and what marketing earns. */
export function serveExperiments(api: ApiServer): void {
  api.serve(endpoints.listExperiments, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const { flow, campaign } = query;
    const data = await listExperiments(ctx, caller.tenantId, { flow, campaign }, { limit, before });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });

  // Before the one with an id, whose path it has too.
  api.serve(endpoints.reportWidgetExperiment, ({ ctx, caller, query }) =>
    reportWidgetExperiment(ctx, caller.tenantId, { ...query, days: query.days ?? widgetDays }),
  );

  api.serve(endpoints.reportExperiment, ({ ctx, caller, params }) =>
    reportExperiment(ctx, caller.tenantId, readId('exp', params.id)),
  );

  api.serve(endpoints.chooseWinner, ({ ctx, caller, params, body }) =>
    chooseWinner(ctx, caller, readId('exp', params.id), body),
  );

  api.serve(endpoints.reportHoldout, ({ ctx, caller }) => reportHoldout(ctx, caller.tenantId));
}
