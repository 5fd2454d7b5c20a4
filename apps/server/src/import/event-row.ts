import type { IncomingEvent } from '@beckon/contract';
import { canonicalJson, eventUuid } from '@beckon/core/lib';
import { cellText, cellValue, readDate } from './cells.ts';
import type { ImportedEvent, RowReader } from './import-events.ts';
import type { Cells } from './rows.ts';

/** What an event says of itself; in tables these may be written in snake_case too. */
const named = ['id', 'type', 'occurredAt', 'anonymousId', 'userId', 'email', 'properties', 'context'] as const;
type Name = (typeof named)[number];

/** Says where and when an event was stored before: true of the log it was given out from, not of this one. */
const ofTheLog = new Set(['source', 'receivedAt', 'isTrusted']);

/**
 * Makes events of rows: of JSON lines as `POST /api/v1/events` and `beckon export events` write them, or of a table
 * whose other columns are properties. Rows without an id get one made of what they say, so that importing a file again
 * adds nothing; of rows that say the same, the second is a second event.
 */
export class EventReader implements RowReader {
  readonly #sameBefore = new Map<string, number>();

  read(row: Cells): ImportedEvent | { fault: string } {
    const given: Partial<Record<Name, unknown>> = {};
    const others: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row)) {
      if (value === null || value === '') continue;
      const name = camelCase(column);
      if ((named as readonly string[]).includes(name)) given[name as Name] = value;
      else if (!ofTheLog.has(name)) others[column] = cellValue(value);
    }
    const type = cellText(given.type);
    if (!type) return { fault: 'type is missing' };
    const time = cellText(given.occurredAt);
    const occurredAt = time === undefined ? undefined : readDate(time);
    if (occurredAt === null) return { fault: `occurredAt: "${time}" is not a date or time (ISO 8601 or YYYYMMDD)` };
    const properties = given.properties ?? others;
    if (given.properties !== undefined && Object.keys(others).length > 0)
      return { fault: `${Object.keys(others).join(', ')}: beside properties there are no other members` };
    const text = (name: Name) => (given[name] === undefined ? {} : { [name]: cellText(given[name]) });
    const event = {
      type,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...text('anonymousId'),
      ...text('userId'),
      ...text('email'),
      properties,
      ...(given.context === undefined ? {} : { context: given.context }),
    } as Omit<IncomingEvent, 'id'>;
    return { id: cellText(given.id) ?? this.#makeId(event), ...event, isClaim: row.isTrusted === false };
  }

  #makeId(event: object): string {
    const said = eventUuid(canonicalJson(event));
    const count = (this.#sameBefore.get(said) ?? 0) + 1;
    this.#sameBefore.set(said, count);
    return count === 1 ? said : `${said}-${count}`;
  }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
