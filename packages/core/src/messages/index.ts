export { listBlocks, putBlocks } from './blocks.ts';
export { decideFetches } from './decide-fetches.ts';
export { installDefaultMessages } from './default-messages.ts';
export { deliver, deliverAll, type NewDelivery } from './deliver.ts';
export {
  countSums,
  noDeliveries,
  readCampaignCounts,
  recountDeliveries,
  sumDeliveryCounts,
} from './delivery-counts.ts';
export { dispatchDeliveries, dispatchDelivery } from './dispatch.ts';
export { readDueDelivery } from './due-delivery.ts';
export { explainDelivery, summarizeDelivery } from './explain-delivery.ts';
export { FetchBook } from './fetch-book.ts';
export { emptyVariables, forgetDeliveries } from './forget-deliveries.ts';
export { type GateFacts, passGate } from './gate.ts';
export { holdOrigin } from './holds.ts';
export { type AssumedMessages, type ImaginedDelivery, judgePast, type PastVerdict } from './judge-past.ts';
export { type JudgedRecipients, judgeRecipients } from './judge-recipients.ts';
export { machineOf } from './machines.ts';
export { escapeHtml, mailUser, type UserMail } from './mail-user.ts';
export { putMessageTopic, readMessages } from './messages.ts';
export { noteUnsubscribed } from './note-unsubscribed.ts';
export { createOverride } from './overrides.ts';
export { personData } from './person-data.ts';
export { findFaults, previewMessage, readMessageDetail } from './preview.ts';
export { productVariables } from './product-variables.ts';
export { type ProviderEventResult, recordProviderEvents } from './provider-events.ts';
export { putBackUnsent } from './put-back-unsent.ts';
export { listDeliveries, readDeliveries, readDeliveriesOfRuns } from './read-deliveries.ts';
export { reasonText, type SkipReason } from './reasons.ts';
export {
  type EndedEntry,
  releaseOrigin,
  skipDeliveries,
  skipDeliveriesOf,
  skipDeliveriesOfEntries,
  skipDeliveriesOfRuns,
} from './release-origin.ts';
export { sendDelivery } from './send-delivery.ts';
export { settleAbandoned } from './settle-abandoned.ts';
export { limitSms } from './sms-limit.ts';
export { countSegments, type SmsSize } from './sms-segments.ts';
export {
  changeMessage,
  createMessage,
  listMessageVersions,
  publishMessage,
  readMessage,
  type StoredMessage,
} from './stored-messages.ts';
export type { deliveries, messages } from './tables.ts';
export { queueTest, sendTest } from './test-message.ts';
