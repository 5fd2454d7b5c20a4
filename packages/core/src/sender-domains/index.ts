export { type DkimSignature, readDkimSignature, storeDkimKey } from './dkim-keys.ts';
export { recheckSenderDomains } from './recheck.ts';
export {
  type CheckedDomain,
  inspectSenderDomain,
  prepareCheck,
  prepareRotation,
  readSenderDomain,
  storeCheck,
} from './sender-domain.ts';
