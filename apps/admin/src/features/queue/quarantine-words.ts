import type { QuarantineReason } from '@beckon/contract';

/** The meaning of a code and what to do about it. Replay helps only if the cause can be removed in Beckon. */
export const quarantineWords: Record<QuarantineReason, string> = {
  not_an_object: 'The event is not a JSON object. Fix the code that sends it.',
  id_missing: 'The event has no id, so a repeat cannot be recognized. Send an id with each event.',
  id_invalid: 'The id is empty, too long or not a string.',
  type_missing: 'The event has no type.',
  type_invalid: 'The type must be lowercase words joined by underscores, such as product_viewed.',
  type_not_allowed:
    'This source may not send this type. The type needs the secret key of a server, or is not in the source’s list of allowed types.',
  property_invalid: 'A property does not have the type that the event catalog requires.',
  person_invalid: 'The visitor id, user id or email address is not valid.',
  signature_invalid: 'The identity signature is not valid. The reason below explains how to sign.',
  time_invalid: 'The time is not valid. Send ISO 8601 with a time zone, or milliseconds since 1970.',
  time_in_future: 'The time is in the future. Check the sender’s clock.',
  text_not_storable: 'A string contains characters that cannot be stored, such as NUL.',
  number_not_storable: 'A number is too large or too precise to be stored exactly.',
  key_not_allowed: 'A property has a name that is not allowed, such as __proto__.',
  too_deep: 'The properties are nested too deeply.',
  too_wide: 'An object or list has too many entries.',
  string_too_long: 'A string is too long. Shorten it before sending.',
  event_too_large: 'The event is larger than 64 kB.',
  refused_by_database: 'The database refused the event. Replay it after an update.',
  consumer_failed: 'The event is stored, but processing it failed several times. Replay it after an update.',
};
