export * from './default-messages.ts';
export * from './deliver.ts';
export * from './dispatch.ts';
export { type DueDelivery, readDueDelivery } from './due-delivery.ts';
export * from './gate.ts';
export * from './messages.ts';
export * from './read-deliveries.ts';
export { renderEmail, TemplateFault } from './render.ts';
export * from './settle-abandoned.ts';
