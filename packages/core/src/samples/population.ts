import { sql } from '../db/index.ts';
import { encodeBase32, type Id, sha256, uuidv7Bytes } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';

/** The tenant and the amount of data. */
export type SampleSize = {
  tenantId: Id<'ten'>;
  sources: { browser: string; server: string; own: string };
  contacts: number;
  /** All events: one for each contact, the rest in sessions of seven. */
  events: number;
  /** The newest event is just before this time. */
  until: Date;
};

/**
 * Persons, as numbers from which every table is computed: of seven visitors five are browsers of contacts, so visitor
 * 7k + r (r < 5) belongs to contact 5k + r. Of 100 contacts 62 came through the newsletter form.
 */
export class Population {
  readonly size: SampleSize;
  readonly visitors: number;
  readonly sessions: number;
  readonly subscribers: number;
  readonly from: Date;
  readonly #ids: string;

  /** @throws Error when there are fewer events than contacts */
  constructor(size: SampleSize) {
    if (size.events < size.contacts)
      throw new Error('each contact has an event: request at least as many events as contacts');
    this.size = size;
    this.visitors = Math.ceil(size.contacts / 5) * 7;
    this.sessions = Math.floor((size.events - size.contacts) / eventsOfSession);
    this.subscribers = Math.floor(size.contacts / 100) * 62 + Math.min(size.contacts % 100, 62);
    this.from = new Date(size.until.getTime() - days * 86_400_000);
    // All ids begin with the time of the oldest row, so that every real id is newer; then come the tenant and the
    // number.
    this.#ids = encodeBase32(uuidv7Bytes(this.from.getTime(), sha256(size.tenantId))).slice(0, 16);
  }

  /** A Beckon id for a number; the ids sort like the numbers. */
  id(prefix: string, number: Statement): Statement {
    return sql`(${`${prefix}_${this.#ids}`}::text || lpad((${number})::text, 10, '0'))`;
  }

  contactId = (number: Statement) => this.id('ctc', number);
  visitorId = (number: Statement) => this.id('vis', number);

  /** When contact number `number` came: evenly distributed over the period. */
  cameAt(number: Statement): Statement {
    return sql`date_trunc('second', ${this.from}::timestamptz
      + (${number})::float8 / ${this.size.contacts}::float8 * ${`${days} days`}::interval)`;
  }

  /** When session number `number` began: in the second half of the period, in the order of the numbers. */
  beganAt(number: Statement): Statement {
    const half = `${days / 2} days`;
    return sql`date_trunc('second', ${this.size.until}::timestamptz - interval '1 hour' - ${half}::interval
      + (${number})::float8 / ${Math.max(1, this.sessions)}::float8 * ${half}::interval)`;
  }
}

export const days = 730;
export const eventsOfSession = 7;

/** A pseudo-random number from 0 to 1 for a number and a purpose, the same in every run. */
export const chance = (number: Statement, purpose: number): Statement =>
  sql`((hashint8extended(${number}, ${purpose}::bigint) & 1073741823) / 1073741824.0)`;

export const anonymousId = (visitor: Statement) => sql`('sample-' || (${visitor})::text)`;
export const userId = (contact: Statement) => sql`('customer-' || (${contact})::text)`;
export const isSubscriber = (contact: Statement) => sql`((${contact}) % 100 < 62)`;

const firstNames = 'Ada Ben Carla David Elif Finn Grace Hugo Ines Jonas Kaia Leo Mina Noah Olga Pia Rosa Sam Tara Yuki';
const lastNames =
  'Abe Berg Costa Diaz Evans Fischer Garcia Hansen Ito Jansen Kaya Larsen Moreau Novak Okafor Petrov Rossi Silva Tan Weber Young';

const pick = (names: string, number: Statement) => {
  const list = names.split(' ');
  return sql`(string_to_array(${names}::text, ' '))[1 + (${number}) % ${list.length}::bigint]`;
};
export const firstName = (contact: Statement) => pick(firstNames, contact);
export const lastName = (contact: Statement) => pick(lastNames, sql`(${contact}) / 20`);

/** Addresses at the example domains of RFC 2606; one in 2,000 at a rare one. */
export const email = (contact: Statement) => sql`lower(${firstName(contact)} || '.' || ${lastName(contact)} || '.'
  || (${contact})::text || '@' || case when (${contact}) % 2000 = 7 then 'harbour.example'
    when (${contact}) % 10 < 5 then 'example.com' when (${contact}) % 10 < 8 then 'example.net' else 'example.org' end)`;
