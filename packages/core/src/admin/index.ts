export { changeAlertRule } from './alerts.ts';
export { addApiKey, revokeApiKey } from './api-keys.ts';
export { putAttributionSettings, putCurrencyRates } from './attribution.ts';
export {
  approveCampaign,
  type CampaignDeed,
  changeCampaign,
  changeCampaignStatus,
  chooseCampaignWinner,
  cloneCampaign,
  createCampaign,
  launchCampaign,
} from './campaigns.ts';
export { eraseContact, undoMerge, unlinkVisitor } from './contacts.ts';
export { putTopics, registerWordings } from './content.ts';
export { addCost, removeCost } from './costs.ts';
export { addCouponCodes, putCouponPool } from './coupons.ts';
export { chooseWinner } from './experiments.ts';
export { changeFlow, changeFlowStatus, cloneFlow, createFlow, endFlowRun, publishFlow } from './flows.ts';
export {
  changeMessage,
  createMessage,
  publishMessage,
  putMessageBlocks,
  putMessageTopic,
  testMessage,
} from './messages.ts';
export { replayJob, replayQuarantined } from './operations.ts';
export { changeSegment, changeSegmentMembers, createSegment } from './segments.ts';
export { checkSenderDomain, rotateDkimKey } from './sender-domain.ts';
export { changeSettings, putRetentionSettings, replaceWebhookSecret } from './settings.ts';
export { addSource, changeSource, revokeKey, revokeSource, rotateKey } from './sources.ts';
export { createTenant, type FirstOwner, setUpFirstTenant } from './tenants.ts';
export { acceptUserLink, changeUserRole, createUserLink, type InvitedUser, inviteUser, removeUser } from './users.ts';
