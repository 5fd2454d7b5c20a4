import type { IncomingEvent } from '@beckon/contract';
import { canonicalJson, eventUuid, normalizeEmail } from '@beckon/core/lib';
import { cellText, cellValue, readDate } from './cells.ts';
import type { RowReader } from './import-events.ts';
import type { Cells } from './rows.ts';

/** The facts that contacts have a place for, by the names that columns have for them. */
const facts: Record<string, readonly string[]> = {
  userId: ['user_id', 'userid', 'customer_id', 'external_id'],
  email: ['email', 'email_address', 'e_mail'],
  firstName: ['first_name', 'firstname', 'given_name'],
  lastName: ['last_name', 'lastname', 'surname', 'family_name'],
  phone: ['phone', 'phone_number'],
  language: ['language', 'locale'],
  timezone: ['timezone', 'time_zone'],
  registeredAt: ['registered_at', 'created_at', 'created', 'registration_date'],
};
const factOf = new Map(Object.entries(facts).flatMap(([fact, names]) => names.map((name) => [name, fact])));

/**
 * Makes contacts of rows: known columns are facts, all others properties. Brings no consent: a contact that was
 * imported gets no marketing until they have agreed here.
 */
export class ContactReader implements RowReader {
  readonly #changedAt: Date | null;

  /** @param changedAt when the file was changed last: the same file says the same once, a newer one says it anew */
  constructor(changedAt: Date | null) {
    this.#changedAt = changedAt;
  }

  read(row: Cells): IncomingEvent | { fault: string } {
    const said: Record<string, string> = {};
    const properties: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row)) {
      if (value === null || value === '') continue;
      const fact = factOf.get(snakeCase(column));
      if (fact) said[fact] = cellText(value)!.trim();
      else properties[column] = cellValue(value);
    }
    const { userId, email: givenEmail, registeredAt: registered, ...rest } = said;
    const email = givenEmail ? normalizeEmail(givenEmail) : undefined;
    if (email === null) return { fault: `"${givenEmail}" is not an e-mail address` };
    if (!userId && !email) return { fault: 'neither a user id nor an e-mail address' };
    const registeredAt = registered ? readDate(registered) : undefined;
    if (registeredAt === null) return { fault: `"${registered}" is not a date (ISO 8601 or YYYYMMDD)` };
    const event = {
      type: 'contact_updated',
      ...(this.#changedAt ? { occurredAt: this.#changedAt.toISOString() } : {}),
      ...(userId ? { userId } : {}),
      ...(email ? { email } : {}),
      properties: { ...properties, ...rest, ...(registeredAt ? { registeredAt } : {}) },
    };
    return { id: eventUuid(`contact ${canonicalJson(event)}`), ...event };
  }
}

function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s$-]+/g, '_')
    .replace(/^_/, '')
    .toLowerCase();
}
