export { addressesIn, addressesInJson, addressPatterns, redactText } from './addresses-in-text.ts';
export { anniversaryDays } from './anniversary-days.ts';
export { retryDelay, retrySchedule } from './backoff.ts';
export { canonicalJson } from './canonical-json.ts';
export { chooseByWeight, pointOf } from './choose-by-weight.ts';
export { zonesOfCountry } from './country-zones.ts';
export { csvFile, csvLine } from './csv.ts';
export { type DayWindow, isTimeZone, momentOf, nextWithin } from './day-window.ts';
export { describeError } from './describe-error.ts';
export { type Duration, millisecondsOf } from './durations.ts';
export { normalizeEmail } from './email-address.ts';
export { isEmptyList } from './empty-list.ts';
export { DomainError } from './errors.ts';
export { deriveIdentityKey } from './identity-key.ts';
export {
  encodeBase32,
  eventName,
  eventUuid,
  formatUuid,
  type Id,
  type IdPrefix,
  readId,
  uuidv7Bytes,
} from './ids.ts';
export { deriveKey, isEqualInConstantTime, keyedHash, sha256, sha256Hex } from './keyed-hash.ts';
export { directionOf, type Language, languages, toLanguage } from './languages.ts';
export { type Bounce, bounceOf, statusCodeIn } from './mail-status.ts';
export { mailboxProviderOf } from './mailbox-provider.ts';
export { decodeMarked, encodeMarked } from './marked-text.ts';
export { nameForMail } from './name-for-mail.ts';
export { parseJson } from './parse-json.ts';
export { percentOf } from './percent.ts';
export { countryOfPhone, normalizePhone, phoneText, readPhone } from './phone-number.ts';
export { sameMailbox } from './same-mailbox.ts';
export { seal, unseal } from './sealed.ts';
export { readSignedToken, signToken } from './signed-token.ts';
export { timeInWords } from './time-in-words.ts';
export { instantOf, readHour, readWrittenTime } from './written-time.ts';
