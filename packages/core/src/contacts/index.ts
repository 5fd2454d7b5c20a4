export { createContactsStep } from './apply-events.ts';
export {
  createContact,
  createNamelessContact,
  deleteContacts,
  deleteNewContact,
  findOrCreateByEmail,
  learnFacts,
  verifyEmail,
} from './claim-address.ts';
export {
  countErased,
  type Erasure,
  findErasure,
  finishErasure,
  insertErasure,
  type RunningErasure,
  readRunningErasure,
  readRunningErasures,
  restartErasure,
} from './erasures.ts';
export {
  type ContactName,
  findContact,
  type LockedContact,
  lockContact,
  lockContactOfAddress,
  lockContacts,
  lockContactsOfMailbox,
  lockContactsOfPhone,
  lockLivingContacts,
} from './lock-contact.ts';
export { fillMailboxHashes, lockMailbox, mailboxHash } from './mailbox.ts';
export { endBoundLinks, setFrequency, setPause } from './marketing-preferences.ts';
export { type MergedPair, type MergeParticipant, mergeInto, readMerges, undoMerge } from './merges.ts';
export { noteFormerAddress, takeAddress } from './move-address.ts';
export { inShopCurrency, netOfOrder, rateOfOrder, totalsOfContact } from './order-totals.ts';
export { personIds, personIdsOf, personPeriods, personPeriodsOf } from './person.ts';
export { type ErasedPerson, type PersonData, personData } from './person-data.ts';
export { type PhoneFacts, phoneFacts } from './phone-facts.ts';
export {
  deletePushEndpoint,
  deletePushSubscription,
  deletePushSubscriptionsOf,
  deleteSurplusSubscriptions,
  endPushSubscriptions,
  movePushSubscription,
  notePushSent,
  savePushSubscription,
  updatePushAddress,
} from './push-subscriptions.ts';
export { type NamedContact, readContactNames } from './read-contact-names.ts';
export {
  type ContactFilter,
  type ContactQuery,
  countContacts,
  countContactsUpTo,
  estimateContacts,
  listContacts,
  readContact,
} from './read-contacts.ts';
export { readPhonesAgain, readPhonesJob } from './read-phones.ts';
export { revalueContacts, revalueContactsJob } from './revalue-contacts.ts';
export { readSearchIndex, searchIndexCommands } from './search.ts';
export type { contacts, pushSubscriptions } from './tables.ts';
export { readEventTypes, readTimeline, type TimelinePlace } from './timeline.ts';
export { readTouch } from './touches.ts';
export {
  eraseBrowsers,
  eraseTimeline,
  findPlacesOf,
  readTraces,
  redactProfiles,
  type Traces,
} from './traces.ts';
export { readVisitorLinks, unlinkVisitor } from './visitor-links.ts';
export { forgetVisitors } from './visitors.ts';
