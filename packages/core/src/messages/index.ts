export { installDefaultMessages } from './default-messages.ts';
export { deliver } from './deliver.ts';
export { dispatchDelivery } from './dispatch.ts';
export { readDueDelivery } from './due-delivery.ts';
export { longestPace, passGate } from './gate.ts';
export { putMessageTopic, readMessages } from './messages.ts';
export { readDeliveries } from './read-deliveries.ts';
export { settleAbandoned } from './settle-abandoned.ts';
