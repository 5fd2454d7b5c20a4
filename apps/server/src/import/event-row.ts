import { catalogProperties, type IncomingEvent, readPersonId, readVisitorId } from '@beckon/contract';
import { canonicalJson, eventUuid } from '@beckon/core/lib';
import { cellText, cellValue, faultOfReference, isReference, normalizeName, readEmail } from './cells.ts';
import type { FactColumns } from './column-names.ts';
import { type DateReader, dateFault } from './dates.ts';
import type { EventFact } from './event-presets.ts';
import type { ImportedEvent, Reading, RowReader } from './row-reader.ts';
import type { GoodRow } from './rows.ts';

/** Fields of the log that the event was exported from. They do not apply to this log. */
const ofTheLog = new Set(['source', 'receivedAt', 'isTrusted']);
/** The catalog's numeric properties; all its other properties are texts, even if they look like a number. */
const numbers = new Set(['price', 'total', 'quantity', 'itemCount']);

export type EventSettings = { columns: FactColumns<EventFact>; readDate: DateReader };

/**
 * Makes events of rows: of JSON lines as `POST /api/v1/events` accepts and `beckon export events` writes them, or of a
 * table whose remaining columns are properties. A row without an id gets one derived from its contents, so that
 * importing a file again adds nothing; of identical rows, the second is a second event.
 */
export class EventReader implements RowReader {
  readonly #settings: EventSettings;
  readonly #facts: ReadonlySet<string>;
  readonly #sameBefore = new Map<string, number>();

  constructor(settings: EventSettings) {
    this.#settings = settings;
    this.#facts = new Set(Object.values(settings.columns));
  }

  read(row: GoodRow): Reading[] {
    return [{ rows: [row], ...this.#readOne(row) }];
  }

  #readOne(row: GoodRow): { event: ImportedEvent } | { fault: string } {
    const { columns } = this.#settings;
    const value = (fact: EventFact) => (columns[fact] ? row.columns[columns[fact]] : undefined);
    const type = cellText(value('type'));
    if (!type) return { fault: `${columns.type} is missing` };
    const occurredAt = this.#time(value('occurredAt'));
    if (typeof occurredAt !== 'string') return occurredAt;
    const person = readPerson(columns, value);
    if ('fault' in person) return person;
    const others = this.#others(row, type);
    if ('fault' in others) return { fault: others.fault as string };
    const properties = value('properties') ?? undefined;
    if (properties !== undefined && Object.keys(others).length > 0)
      return { fault: `${Object.keys(others).join(', ')}: a row with properties cannot have other columns` };
    const context = value('context') ?? undefined;
    const event = {
      type,
      occurredAt,
      ...person,
      properties: properties ?? others,
      ...(context === undefined ? {} : { context }),
    } as Omit<IncomingEvent, 'id'>;
    const id = cellText(value('id')) ?? this.#makeId(event);
    return { event: { id, ...event, isClaim: row.columns.isTrusted === false } };
  }

  #time(value: unknown): string | { fault: string } {
    const column = this.#settings.columns.occurredAt!;
    // In JSON, a number is milliseconds since 1970, as in the API.
    if (typeof value === 'number' && value > 100_000_000_000) return new Date(value).toISOString();
    const text = cellText(value);
    if (text === undefined) return { fault: `${column} is empty: an event without a time is not dated to now` };
    return this.#settings.readDate(text) ?? { fault: dateFault(column, text) };
  }

  #others(row: GoodRow, type: string): Record<string, unknown> {
    const known = catalogProperties(type) ?? [];
    const others: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row.columns)) {
      if (this.#facts.has(column) || ofTheLog.has(column) || value === null || value === '') continue;
      const fault = faultOfReference(column, value);
      if (fault) return { fault };
      const name = camelCase(normalizeName(column));
      const property = known.includes(name) ? name : column;
      const isText = known.includes(name) ? !numbers.has(name) : isReference(column);
      others[property] = isText && typeof value !== 'object' ? cellText(value) : cellValue(value);
    }
    return others;
  }

  #makeId(event: object): string {
    const said = eventUuid(canonicalJson(event));
    const count = (this.#sameBefore.get(said) ?? 0) + 1;
    this.#sameBefore.set(said, count);
    return count === 1 ? said : `${said}-${count}`;
  }
}

type Person = { anonymousId?: string; userId?: string; email?: string };

function readPerson(columns: FactColumns<EventFact>, value: (fact: EventFact) => unknown): Person | { fault: string } {
  const person: Person = {};
  const visitor = readVisitorId(cellText(value('anonymousId')));
  if (visitor.kind === 'invalid') return { fault: `${columns.anonymousId}: ${visitor.reason}` };
  if (visitor.kind === 'id') person.anonymousId = visitor.id;
  const user = readPersonId(cellText(value('userId')));
  if (user.kind === 'invalid') return { fault: `${columns.userId}: ${user.reason}` };
  if (user.kind === 'id') person.userId = user.id;
  const given = cellText(value('email'));
  const email = given === undefined ? undefined : readEmail(given);
  if (email === null) return { fault: `${columns.email}: "${given}" is not an e-mail address` };
  if (email) person.email = email;
  if (user.kind === 'none' && user.placeholder !== null && !person.anonymousId && !email)
    return {
      fault: `${columns.userId}: "${user.placeholder}" is a placeholder, not a customer id, and there is no other id`,
    };
  return person;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
