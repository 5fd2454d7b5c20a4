import { endpoints } from '@beckon/contract';
import {
  approveCampaign,
  type CampaignDeed,
  changeCampaign,
  changeCampaignStatus,
  chooseCampaignWinner,
  cloneCampaign,
  createCampaign,
  launchCampaign,
} from '@beckon/core/admin';
import { listCampaigns, listRecipients, previewCampaign, readCampaignDetail } from '@beckon/core/campaigns';
import { readId } from '@beckon/core/lib';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId, isSeq } from './cursor.ts';

const pageSize = 50;

/** What is sent once, to whom, and what became of it. */
export function serveCampaigns(api: ApiServer): void {
  api.serve(endpoints.listCampaigns, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const data = await listCampaigns(ctx, caller.tenantId, query.status, { limit, before });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });

  api.serve(endpoints.createCampaign, ({ ctx, caller, body }) => createCampaign(ctx, caller, body));

  api.serve(endpoints.readCampaign, ({ ctx, caller, params }) =>
    readCampaignDetail(ctx, caller.tenantId, readId('cmp', params.id)),
  );

  api.serve(endpoints.changeCampaign, ({ ctx, caller, params, body }) =>
    changeCampaign(ctx, caller, readId('cmp', params.id), body),
  );

  api.serve(endpoints.previewCampaign, ({ ctx, caller, params }) =>
    previewCampaign(ctx, caller.tenantId, readId('cmp', params.id)),
  );

  api.serve(endpoints.approveCampaign, ({ ctx, caller, params, body }) =>
    approveCampaign(ctx, caller, readId('cmp', params.id), body.version),
  );

  api.serve(endpoints.launchCampaign, ({ ctx, caller, params, body }) =>
    launchCampaign(ctx, caller, readId('cmp', params.id), body.version),
  );

  const deeds = {
    unscheduled: endpoints.unscheduleCampaign,
    paused: endpoints.pauseCampaign,
    resumed: endpoints.resumeCampaign,
    stopped: endpoints.stopCampaign,
    sent_to_missing: endpoints.sendMissing,
    archived: endpoints.archiveCampaign,
  } as const;
  for (const deed of Object.keys(deeds) as CampaignDeed[])
    api.serve(deeds[deed], ({ ctx, caller, params }) =>
      changeCampaignStatus(ctx, caller, readId('cmp', params.id), deed),
    );

  api.serve(endpoints.chooseCampaignWinner, ({ ctx, caller, params, body }) =>
    chooseCampaignWinner(ctx, caller, readId('cmp', params.id), body.variation),
  );

  api.serve(endpoints.cloneCampaign, ({ ctx, caller, params, body }) =>
    cloneCampaign(ctx, caller, readId('cmp', params.id), body),
  );

  api.serve(endpoints.listCampaignRecipients, async ({ ctx, caller, params, query }) => {
    const limit = query.limit ?? pageSize;
    const after = decodeCursor(query.cursor, isSeq);
    const id = readId('cmp', params.id);
    const data = await listRecipients(ctx, caller.tenantId, id, query.state, { limit, after });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.no) };
  });
}
