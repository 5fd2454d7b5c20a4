import { readPersonId } from '@beckon/contract';
import { canonicalJson, eventUuid } from '@beckon/core/lib';
import { cellText, cellValue, faultOfReference, isReference, optionalText, readEmail } from './cells.ts';
import type { FactColumns } from './column-names.ts';
import type { ContactFact } from './contact-presets.ts';
import { type DateReader, dateFault } from './dates.ts';
import type { ImportedEvent, Reading, RowReader } from './row-reader.ts';
import type { GoodRow } from './rows.ts';

export type ContactSettings = {
  columns: FactColumns<ContactFact>;
  readDate: DateReader;
  /**
   * When the file was last modified: importing the same file again yields the same events, a newer file yields new
   * ones.
   */
  changedAt: Date | null;
};

const plainFacts = ['firstName', 'lastName', 'phone', 'language', 'timezone'] as const;

/**
 * Makes contacts of rows: known columns become facts, all others properties. Consent is not imported: an imported
 * contact receives no marketing until they give consent here.
 */
export class ContactReader implements RowReader {
  readonly #settings: ContactSettings;
  readonly #facts: ReadonlySet<string>;

  constructor(settings: ContactSettings) {
    this.#settings = settings;
    this.#facts = new Set(Object.values(settings.columns));
  }

  read(row: GoodRow): Reading[] {
    return [{ rows: [row], ...this.#readOne(row) }];
  }

  #readOne(row: GoodRow): { event: ImportedEvent } | { fault: string } {
    const { columns, changedAt } = this.#settings;
    const text = (fact: ContactFact) => (columns[fact] ? cellText(row.columns[columns[fact]]) : undefined);
    const optional = (fact: ContactFact) => (columns[fact] ? optionalText(row.columns[columns[fact]]) : undefined);
    const id = readPersonId(text('userId'));
    if (id.kind === 'invalid') return { fault: `${columns.userId}: ${id.reason}` };
    const givenEmail = optional('email');
    const email = givenEmail ? readEmail(givenEmail) : undefined;
    if (email === null) return { fault: `"${givenEmail}" is not an e-mail address` };
    if (id.kind === 'none' && !email) {
      const instead =
        id.placeholder === null ? '' : `: ${columns.userId} has "${id.placeholder}", which is a placeholder`;
      return { fault: `neither a user id nor an e-mail address${instead}` };
    }
    // A spoilt phone number is left out by the reading of numbers, and the rest of the row is imported.
    const shortened = Object.entries(row.columns).map(([column, value]) =>
      column === columns.phone ? null : faultOfReference(column, value),
    );
    const fault = shortened.find((one) => one !== null);
    if (fault) return { fault };
    const registered = optional('registeredAt');
    const registeredAt = registered ? this.#settings.readDate(registered) : undefined;
    if (registeredAt === null) return { fault: dateFault(columns.registeredAt!, registered!) };
    const attributes = readAttributes(text('attributes'));
    if (attributes === null) return { fault: `${columns.attributes}: not a JSON object` };
    const event = {
      type: 'contact_updated',
      ...(changedAt ? { occurredAt: changedAt.toISOString() } : {}),
      ...(id.kind === 'id' ? { userId: id.id } : {}),
      ...(email ? { email } : {}),
      properties: {
        ...this.#properties(row),
        ...attributes,
        ...Object.fromEntries(plainFacts.map((fact) => [fact, text(fact)]).filter(([, value]) => value !== undefined)),
        ...(registeredAt ? { registeredAt } : {}),
      },
    };
    return { event: { id: eventUuid(`contact ${canonicalJson(event)}`), ...event } };
  }

  #properties(row: GoodRow): Record<string, unknown> {
    const properties: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row.columns)) {
      if (this.#facts.has(column)) continue;
      const said = isReference(column) ? cellText(value) : cellValue(value);
      if (said !== undefined && said !== null && said !== '') properties[column] = said;
    }
    return properties;
  }
}

function readAttributes(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
