export { advanceCampaigns } from './advance.ts';
export { checkSegmentUnscheduled } from './check-segment.ts';
export {
  approveCampaign,
  archiveCampaign,
  chooseCampaignWinner,
  launchCampaign,
  pauseCampaign,
  resumeCampaign,
  sendToMissing,
  stopCampaign,
  unscheduleCampaign,
} from './lifecycle.ts';
export { listRecipients } from './list-recipients.ts';
export { nextMoments } from './next-moments.ts';
export { personData } from './person-data.ts';
export { previewCampaign } from './preview.ts';
export { listCampaigns, readCampaignDetail } from './read-campaigns.ts';
export { changeCampaign, cloneCampaign, createCampaign, type StoredCampaign } from './stored-campaigns.ts';
export type { campaigns } from './tables.ts';
