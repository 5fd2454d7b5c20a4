import type { CampaignChanges, CampaignDetail, NewCampaign } from '@beckon/contract';
import type { Actor, Caller } from '../access/index.ts';
import { audited, type Change, compareFacts } from '../audit/index.ts';
import * as campaigns from '../campaigns/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

const labels = { name: 'Name', description: 'Description', definition: 'Definition' };

const factsOf = ({ name, description, definition }: campaigns.StoredCampaign) => ({
  name,
  description,
  definition: JSON.stringify(definition),
});

/** Who acts, for the approval: two API keys are two. */
const nameOf = ({ kind, id, name }: Actor): string => `${kind}:${id ?? name}`;

/** Makes a change and answers with the campaign as it is then. */
function audit(
  ctx: Context,
  caller: Caller,
  make: (inTx: Context) => Promise<{ campaign: campaigns.StoredCampaign } & Omit<Change, 'target'>>,
): Promise<CampaignDetail> {
  return audited(ctx, caller, async (inTx) => {
    const { campaign, ...change } = await make(inTx);
    return {
      result: await campaigns.readCampaignDetail(inTx, caller.tenantId, campaign.id),
      change: { ...change, target: { kind: 'campaign', id: campaign.id } },
    };
  });
}

/** @throws DomainError `conflict` */
export function createCampaign(ctx: Context, caller: Caller, given: NewCampaign): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const campaign = await campaigns.createCampaign(inTx, caller.tenantId, nameOf(caller.actor), given);
    return created(campaign);
  });
}

/** @throws DomainError `not_found`, `conflict` */
export function cloneCampaign(
  ctx: Context,
  caller: Caller,
  id: Id<'cmp'>,
  { name = null }: { name?: string | null | undefined },
): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) =>
    created(await campaigns.cloneCampaign(inTx, caller.tenantId, nameOf(caller.actor), id, name)),
  );
}

const created = (campaign: campaigns.StoredCampaign) => ({
  campaign,
  action: 'campaign.created' as const,
  summary: `Campaign ${campaign.name} created`,
  after: factsOf(campaign),
});

/** @throws DomainError `not_found`, `conflict` */
export function changeCampaign(
  ctx: Context,
  caller: Caller,
  id: Id<'cmp'>,
  changes: CampaignChanges,
): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const editor = nameOf(caller.actor);
    const { before, after } = await campaigns.changeCampaign(inTx, caller.tenantId, editor, id, changes);
    return {
      campaign: after,
      action: 'campaign.changed',
      ...compareFacts(before.name, labels, factsOf(before), factsOf(after)),
    };
  });
}

/** @throws DomainError `not_found`, `conflict` */
export function approveCampaign(ctx: Context, caller: Caller, id: Id<'cmp'>, version: number): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const campaign = await campaigns.approveCampaign(inTx, caller.tenantId, id, nameOf(caller.actor), version);
    return { campaign, action: 'campaign.approved', summary: `Campaign ${campaign.name} approved` };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function launchCampaign(ctx: Context, caller: Caller, id: Id<'cmp'>, version: number): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const campaign = await campaigns.launchCampaign(inTx, caller.tenantId, id, version);
    const { name, startsAt } = campaign;
    return {
      campaign,
      action: 'campaign.launched',
      summary: `Campaign ${name} launched`,
      after: { ...factsOf(campaign), startsAt: startsAt!.toISOString() },
    };
  });
}

const deeds = {
  unscheduled: campaigns.unscheduleCampaign,
  paused: campaigns.pauseCampaign,
  resumed: campaigns.resumeCampaign,
  stopped: campaigns.stopCampaign,
  sent_to_missing: campaigns.sendToMissing,
  archived: campaigns.archiveCampaign,
} as const;

export type CampaignDeed = keyof typeof deeds;

/** @throws DomainError `not_found`, `conflict` */
export function changeCampaignStatus(
  ctx: Context,
  caller: Caller,
  id: Id<'cmp'>,
  deed: CampaignDeed,
): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const campaign = await deeds[deed](inTx, caller.tenantId, id);
    const words = deed === 'sent_to_missing' ? 'sent to those who had not got it' : deed;
    return { campaign, action: `campaign.${deed}`, summary: `Campaign ${campaign.name} ${words}` };
  });
}

/** @throws DomainError `not_found`, `conflict`, `validation_failed` */
export function chooseCampaignWinner(
  ctx: Context,
  caller: Caller,
  id: Id<'cmp'>,
  variation: string,
): Promise<CampaignDetail> {
  return audit(ctx, caller, async (inTx) => {
    const campaign = await campaigns.chooseCampaignWinner(inTx, caller.tenantId, id, variation);
    const summary = `Variation ${variation} of campaign ${campaign.name} chosen as the winner`;
    return { campaign, action: 'campaign.decided', summary, after: { winner: variation } };
  });
}
