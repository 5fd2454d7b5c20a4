import { ConfigError } from '../config.ts';
import type { DecimalSign } from './amounts.ts';
import { normalizeName } from './cells.ts';
import { choosePreset, type FactColumns, listColumns, resolveColumns } from './column-names.ts';
import { type ContactFact, contactPresets } from './contact-presets.ts';
import { ContactReader } from './contact-row.ts';
import { makeDateReader } from './dates.ts';
import { type EventFact, eventPresets } from './event-presets.ts';
import { EventReader } from './event-row.ts';
import { Ga4Reader } from './ga4-row.ts';
import { type OrderFact, type OrderPreset, orderPresets } from './order-presets.ts';
import { OrderReader } from './order-row.ts';
import type { RowReader } from './row-reader.ts';

/**
 * How the rows of a file are interpreted: what makes events of them, and which column contains which field, for people.
 */
export type Plan = { reader: RowReader; preset: string; columns: FactColumns<string> };

export type PlanOptions = {
  preset?: string | undefined;
  dateFormat?: string | undefined;
  zone?: string | undefined;
};

export type OrderOptions = PlanOptions & {
  columns: FactColumns<OrderFact>;
  currency?: string | undefined;
  decimal?: DecimalSign | undefined;
  states?: readonly string[] | undefined;
};

/** @throws ConfigError when a required column is not found */
export function planOrders(columns: readonly string[], options: OrderOptions): Plan {
  const { name, preset } = choosePreset('orders', options.preset, columns, orderPresets);
  const found = resolveColumns(columns, options.columns, preset.names, orderPresets.generic!.names);
  if (!found.itemId && !found.itemName && found.itemQuantity && !found.quantity) {
    found.quantity = found.itemQuantity;
    delete found.itemQuantity;
  }
  need(columns, found.date, 'when an order was placed', '--date');
  need(columns, found.total, 'what an order came to', '--total');
  need(columns, found.email ?? found.customer, 'who ordered', '--email or --customer');
  if (options.states) need(columns, found.status, 'the state of an order', '--status');
  const reader = new OrderReader({
    columns: found,
    currency: options.currency,
    decimal: options.decimal,
    readDate: dateReader(options, preset.dateFormats),
    isSold: soldStates(preset, options.states),
  });
  return { reader, preset: name, columns: found };
}

export type ContactOptions = PlanOptions & { columns: FactColumns<ContactFact> };

/** @throws ConfigError when no column identifies a contact */
export function planContacts(columns: readonly string[], options: ContactOptions, changedAt: Date | null): Plan {
  const { name, preset } = choosePreset('contacts', options.preset, columns, contactPresets);
  const found = resolveColumns(columns, options.columns, preset.names, contactPresets.generic!.names);
  need(columns, found.email ?? found.userId, 'who a contact is', '--email or --customer');
  const reader = new ContactReader({ columns: found, readDate: dateReader(options), changedAt });
  return { reader, preset: name, columns: found };
}

export type EventOptions = PlanOptions & { columns: FactColumns<EventFact> };

/** @throws ConfigError when no column contains the event's type or its time */
export function planEvents(columns: readonly string[], options: EventOptions): Plan {
  const { name, preset } = choosePreset('events', options.preset, columns, eventPresets);
  const found = resolveColumns(columns, options.columns, preset.names, eventPresets.generic!.names);
  need(columns, found.type, 'what happened', '--type');
  need(columns, found.occurredAt, 'when an event happened (it is never dated to the moment of the import)', '--time');
  const readDate = dateReader(options);
  const reader = name === 'ga4' ? new Ga4Reader(readDate) : new EventReader({ columns: found, readDate });
  return { reader, preset: name, columns: found };
}

function need(columns: readonly string[], found: string | undefined, what: string, flag: string): void {
  if (found === undefined)
    throw new ConfigError(`no column contains ${what}: name it with ${flag} <column>. ${listColumns(columns)}`);
}

function dateReader({ dateFormat, zone }: PlanOptions, formats: readonly string[] = []) {
  return makeDateReader({ formats: dateFormat === undefined ? formats : [dateFormat], zone });
}

function soldStates(preset: OrderPreset, given: readonly string[] | undefined): (state: string) => boolean | null {
  const plain = (state: string) => normalizeName(state).replace(/^wc_/, '');
  if (given) {
    const counting = new Set(given.map(plain));
    return (state) => counting.has(plain(state));
  }
  const known = new Map([
    ...preset.notCounting.map((state) => [state, false] as const),
    ...preset.counting.map((state) => [state, true] as const),
  ]);
  return (state) => known.get(plain(state)) ?? null;
}
