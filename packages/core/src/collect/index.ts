export { type ClientFacts, readClient } from './client-facts.ts';
export { collectEvents } from './collect.ts';
export {
  countQuarantine,
  listQuarantine,
  quarantineEntry,
  readOverflow,
  replayQuarantined,
  shareEnvelope,
} from './quarantine.ts';
export { checkSignature, isSignedPerson } from './signed-identity.ts';
export { validateEvent } from './validate-event.ts';
export { AddressBook, eraseAddresses, forgetAddresses, readAddresses } from './visitor-addresses.ts';
export { VisitorPace } from './visitor-pace.ts';
export { warnOfPhone } from './warn-of-phone.ts';
