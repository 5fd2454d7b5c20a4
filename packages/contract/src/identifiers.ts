/** What a value that should name a person or a thing comes to. */
export type Identifier =
  | { kind: 'id'; id: string }
  /** Names nothing; `placeholder` is what stood there instead, null where nothing did. */
  | { kind: 'none'; placeholder: string | null }
  | { kind: 'invalid'; reason: string };

const maxLength = 200;
const maxVisitorLength = 100;

/** What programs print for a missing value, whatever it should have named. */
const printed = `
  null nil nan undefined void n/a na #n/a #ref! #value! #name? #null! #num! (null) <null> (none) (not\u00a0set) not_set
  (empty) (blank) none [object\u00a0object] object\u00a0object function false`;

/** What shop systems and data layers write for a person that is not known. */
const unknownPerson = `
  -1 true no guest guests guest_user guestuser guest-user gast invite invité invitado ospite convidado gość anonymous anonym
  anonyme anonimo anon unknown unbekannt visitor not\u00a0logged\u00a0in not_logged_in logged_out loggedout logged\u00a0out
  user_id userid customer_id customerid user customer`;

const words = (list: string) =>
  list
    .trim()
    .split(/[ \n]+/)
    .map((word) => word.replaceAll('\u00a0', ' '));
const placeholders = {
  reference: new Set(words(printed)),
  person: new Set([...words(printed), ...words(unknownPerson)]),
};

/** Leftovers of a template that was not filled in: `{{ customer.id }}`, `${user.id}`, `<?= $id ?>`, `%USER_ID%`. */
const unfilled =
  /^(?:\{\{.*\}\}|\{%.*%\}|\{[a-z_.]*\}|[$#]\{.*\}|<[%?].*[%?]>|%[a-z_.]+%|%%.+%%|\[\[.*\]\]|\*\|.*\|\*|__\w+__)$/is;
const dashes = /^[-‐-―_.?*]+$/;
const zeros = /^[0-]+$/;
/** As spreadsheets write a long number: the digits behind are lost. */
const shortened = /^[+-]?\d(?:[.,]\d+)?E\+\d+$/i;
/** What most ids are made of. Only whole words and zeros of these characters are placeholders. */
const plain = /^[a-z0-9][\w.:@-]*$/i;
const invisible = /[\p{Cf}\p{Zs}\p{Cc}]+/gu;

/**
 * The id of a person as a shop, its server or a file writes it. A placeholder such as `0`, `guest` or `undefined` is no id: taken
 * for one, it would make one contact of all guests.
 * @example
 * readPersonId(' 4711 '); // { kind: 'id', id: '4711' }
 * readPersonId(17); // { kind: 'id', id: '17' }
 * readPersonId('guest'); // { kind: 'none', placeholder: 'guest' }
 */
export function readPersonId(value: unknown): Identifier {
  return read(value, 'person');
}

/** The id of a visitor, which a tracker or the shop makes for a browser: the same rules, and at most 100 characters. */
export function readVisitorId(value: unknown): Identifier {
  const identifier = read(value, 'person');
  return identifier.kind === 'id' && identifier.id.length > maxVisitorLength ? tooLong(maxVisitorLength) : identifier;
}

/**
 * The number of an order, the id of a product: a text that refers to something of the shop. `0` and `guest` may be such
 * numbers, what a program prints for a missing value is not.
 * @example
 * readReference('0'); // { kind: 'id', id: '0' }
 * readReference('undefined'); // { kind: 'none', placeholder: 'undefined' }
 * readReference('5.76461E+17'); // { kind: 'invalid', reason: 'a spreadsheet has shortened the number 5.76461E+17' }
 */
export function readReference(value: unknown): Identifier {
  return read(value, 'reference');
}

function read(value: unknown, of: 'person' | 'reference'): Identifier {
  if (value === undefined || value === null || value === false) return none(value === false ? 'false' : null);
  if (typeof value === 'number') return readNumber(value, of);
  if (typeof value !== 'string') return { kind: 'invalid', reason: 'an id is a text or a whole number' };
  if (value.length <= maxLength && plain.test(value) && !isWordForNone(value, of)) return { kind: 'id', id: value };
  const text = value.replace(invisible, ' ').trim();
  if (text === '') return none(null);
  if (text.length > maxLength) return tooLong(maxLength);
  if (!text.isWellFormed()) return { kind: 'invalid', reason: 'an id with half of a surrogate pair cannot be stored' };
  if (isPlaceholder(text, of)) return none(text);
  if (shortened.test(text)) return { kind: 'invalid', reason: `a spreadsheet has shortened the number ${text}` };
  return { kind: 'id', id: text };
}

function readNumber(value: number, of: 'person' | 'reference'): Identifier {
  if (Number.isNaN(value)) return none('NaN');
  if (!Number.isSafeInteger(value)) {
    return { kind: 'invalid', reason: `the number ${value} cannot be kept exactly: send it as a text` };
  }
  return read(String(value), of);
}

function isPlaceholder(text: string, of: 'person' | 'reference'): boolean {
  return unfilled.test(text) || dashes.test(text) || isWordForNone(text.replace(/^(["'])(.*)\1$/, '$2'), of);
}

function isWordForNone(text: string, of: 'person' | 'reference'): boolean {
  return (of === 'person' && zeros.test(text)) || placeholders[of].has(text.toLowerCase());
}

function tooLong(max: number): Identifier {
  return { kind: 'invalid', reason: `an id has at most ${max} characters` };
}

function none(placeholder: string | null): Identifier {
  return { kind: 'none', placeholder };
}
