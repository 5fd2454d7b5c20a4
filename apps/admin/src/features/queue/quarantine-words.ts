import type { QuarantineReason } from '@beckon/contract';

/** What a code means and what to do about it. Replay helps only where the cause can go away on our side. */
export const quarantineWords: Record<QuarantineReason, string> = {
  not_an_object: 'The event is not a JSON object. Mend the code that sends it.',
  id_missing: 'Without an id we could not tell a repeat from a new event. Send an id with each event.',
  id_invalid: 'The id is empty, too long or not text.',
  type_missing: 'The event does not say what happened.',
  type_invalid: 'Types are lower case words joined by underscores, such as product_viewed.',
  type_not_allowed:
    'This source may not send this type: it is for servers with the secret key, or not on the list of the source.',
  property_invalid: 'A property of the event catalog has another type than agreed.',
  person_invalid: 'The visitor, user id or address is not well formed.',
  signature_invalid: 'Who it is was signed with another key or in another way. The reason says how to sign.',
  time_invalid: 'The time cannot be read. Send ISO 8601 with a zone, or milliseconds since 1970.',
  time_in_future: 'The event claims to happen in the future. Check the sender’s clock.',
  text_not_storable: 'The text holds characters that no database can store, such as NUL.',
  number_not_storable: 'A number is beyond what can be stored exactly.',
  key_not_allowed: 'A property has a name that programs misuse, such as __proto__.',
  too_deep: 'The properties are nested too deeply.',
  too_wide: 'An object or list has too many entries.',
  string_too_long: 'A text is too long. Cut it before sending.',
  event_too_large: 'The event is larger than 64 kB.',
  refused_by_database: 'The database refused the event. Replay it after an update.',
  consumer_failed: 'The event is stored, but applying it failed several times. Replay it after an update.',
};
