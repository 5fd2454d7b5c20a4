export { contactsConsumer } from './apply-events.ts';
export * from './claim-address.ts';
export { readMerges, undoMerge } from './merges.ts';
export { languageOf, personIds } from './person.ts';
export * from './read-contacts.ts';
export { readSearchIndex } from './search.ts';
export { readTimeline, type TimelinePlace } from './timeline.ts';
export * from './traces.ts';
export { readVisitorLinks, unlinkVisitor } from './visitor-links.ts';
