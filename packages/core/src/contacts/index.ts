export { contactsConsumer } from './apply-events.ts';
export * from './claim-address.ts';
export * from './read-contacts.ts';
export { readTimeline, type TimelinePlace } from './timeline.ts';
