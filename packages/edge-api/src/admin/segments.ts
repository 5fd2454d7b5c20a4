import { endpoints } from '@beckon/contract';
import { changeSegment, changeSegmentMembers, createSegment } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { countMatching, listSegments } from '@beckon/core/metrics';
import { explainMembership, previewSegment, readSegment, toSegmentDetail } from '@beckon/core/segments';
import type { ApiServer } from '../http/serve.ts';

/** Named sets of contacts. */
export function serveSegments(api: ApiServer): void {
  api.serve(endpoints.listSegments, async ({ ctx, caller, query }) => ({
    data: await listSegments(ctx, caller.tenantId, query.state ?? 'active'),
    nextCursor: null,
  }));

  api.serve(endpoints.createSegment, ({ ctx, caller, body }) => createSegment(ctx, caller, body));

  api.serve(endpoints.readSegment, async ({ ctx, caller: { tenantId }, params }) =>
    toSegmentDetail(ctx, tenantId, await readSegment(ctx, tenantId, readId('seg', params.id))),
  );

  api.serve(endpoints.countSegment, ({ ctx, caller, params }) =>
    countMatching(ctx, caller.tenantId, { filters: [], search: null, segment: params.id }),
  );

  api.serve(endpoints.explainSegment, ({ ctx, caller, params, query }) =>
    explainMembership(ctx, caller.tenantId, readId('seg', params.id), readId('ctc', query.contact)),
  );

  api.serve(endpoints.previewSegment, ({ ctx, caller, body }) => previewSegment(ctx, caller.tenantId, body));

  api.serve(endpoints.changeSegment, ({ ctx, caller, params, body }) =>
    changeSegment(ctx, caller, readId('seg', params.id), body),
  );

  api.serve(endpoints.changeSegmentMembers, async ({ ctx, caller, params, body }) => ({
    changed: await changeSegmentMembers(ctx, caller, readId('seg', params.id), body),
  }));
}
