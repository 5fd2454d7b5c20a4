import { endpoints } from '@beckon/contract';
import { changeSegment, changeSegmentMembers, createSegment } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { listSegments } from '@beckon/core/metrics';
import { countMembers, explainMembership, previewSegment, readSegment, toSegmentDetail } from '@beckon/core/segments';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** Named sets of contacts. */
export function serveSegments(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.listSegments, async ({ caller, query }) => ({
    data: await listSegments(ctx, caller.tenantId, query.state ?? 'active'),
    nextCursor: null,
  }));

  api.serve(endpoints.createSegment, ({ caller, body }) => createSegment(ctx, caller, body));

  api.serve(endpoints.readSegment, async ({ caller, params }) =>
    toSegmentDetail(await readSegment(ctx, caller.tenantId, readId('seg', params.id))),
  );

  api.serve(endpoints.countSegment, async ({ caller, params }) => {
    const takenAt = ctx.clock.now().toISOString();
    const id = params.id === 'newsletter' ? params.id : readId('seg', params.id);
    return { value: await countMembers(ctx, caller.tenantId, id), isEstimate: false, takenAt };
  });

  api.serve(endpoints.explainSegment, ({ caller, params, query }) =>
    explainMembership(ctx, caller.tenantId, readId('seg', params.id), readId('ctc', query.contact)),
  );

  api.serve(endpoints.previewSegment, ({ caller, body }) => previewSegment(ctx, caller.tenantId, body));

  api.serve(endpoints.changeSegment, ({ caller, params, body }) =>
    changeSegment(ctx, caller, readId('seg', params.id), body),
  );

  api.serve(endpoints.changeSegmentMembers, async ({ caller, params, body }) => ({
    changed: await changeSegmentMembers(ctx, caller, readId('seg', params.id), body),
  }));
}
