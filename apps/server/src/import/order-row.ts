import { isCurrency, readPersonId, readReference } from '@beckon/contract';
import { canonicalJson, eventUuid } from '@beckon/core/lib';
import { currencyIn, type DecimalSign, readAmount } from './amounts.ts';
import { cellText, optionalText, readEmail } from './cells.ts';
import type { FactColumns } from './column-names.ts';
import { type DateReader, dateFault } from './dates.ts';
import { type OrderItem, readItem } from './order-items.ts';
import type { OrderFact } from './order-presets.ts';
import type { ImportedEvent, Reading, RowReader } from './row-reader.ts';
import type { GoodRow } from './rows.ts';

export type OrderSettings = {
  columns: FactColumns<OrderFact>;
  /** The currency of all rows; a row with another one is refused. */
  currency?: string | undefined;
  decimal?: DecimalSign | undefined;
  readDate: DateReader;
  /** Whether an order in this state is a sale; null if the state is unknown. */
  isSold(state: string): boolean | null;
};

type Outcome = { event: ImportedEvent } | { fault: string } | { leftOut: string };
type Order = { number: string | null; rows: GoodRow[] };

/**
 * Makes orders of rows. Consecutive rows with the same number are one order with its lines. A row without a number gets
 * one derived from its contents; of identical rows, the second is a second order. So the same file always yields the
 * same ids, and importing it again adds nothing.
 */
export class OrderReader implements RowReader {
  readonly #settings: OrderSettings;
  readonly #sameBefore = new Map<string, number>();
  /** By number: the line of the order and a digest of its contents. */
  readonly #seen = new Map<string, { line: number; digest: string }>();
  #open: Order | undefined;

  constructor(settings: OrderSettings) {
    this.#settings = settings;
  }

  read(row: GoodRow): Reading[] {
    const number = this.#text(row, 'order') ?? null;
    if (this.#open && number !== null && this.#open.number === number && this.#continues(row)) {
      this.#open.rows.push(row);
      return [];
    }
    const done = this.end();
    this.#open = { number, rows: [row] };
    return done;
  }

  end(): Reading[] {
    if (!this.#open) return [];
    const { rows } = this.#open;
    this.#open = undefined;
    return [{ rows, ...this.#checkRepeat(rows[0]!, this.#outcome(rows)) }];
  }

  #text(row: GoodRow, fact: OrderFact): string | undefined {
    const column = this.#settings.columns[fact];
    return column === undefined ? undefined : cellText(row.columns[column]);
  }

  #optional(row: GoodRow, fact: OrderFact): string | undefined {
    const column = this.#settings.columns[fact];
    return column === undefined ? undefined : optionalText(row.columns[column]);
  }

  /** A further line of an order has no total, or repeats everything but the item. */
  #continues(row: GoodRow): boolean {
    if (this.#text(row, 'total') === undefined) return true;
    const { columns } = this.#settings;
    if (!columns.itemId && !columns.itemName) return false;
    const first = this.#open!.rows[0]!;
    return (['date', 'total', 'email', 'customer', 'currency'] as const).every(
      (fact) => this.#text(row, fact) === this.#text(first, fact),
    );
  }

  #outcome(rows: GoodRow[]): Outcome {
    const { columns, readDate } = this.#settings;
    const row = rows[0]!;
    const person = this.#person(row);
    if ('fault' in person) return person;
    const date = this.#text(row, 'date') ?? '';
    const occurredAt = readDate(date);
    if (occurredAt === null) return { fault: dateFault(columns.date!, date) };
    const money = this.#money(row);
    if ('fault' in money || 'leftOut' in money) return money;
    const items: OrderItem[] = [];
    for (const line of rows) {
      const item = readItem((fact) => this.#text(line, fact), columns, money.currency, this.#settings.decimal);
      if (item && 'fault' in item) return { fault: line === row ? item.fault : `line ${line.line}: ${item.fault}` };
      if (item) items.push(item);
    }
    const quantity = this.#text(row, 'quantity');
    if (quantity !== undefined && !/^\d{1,6}([.,]0+)?$/.test(quantity))
      return { fault: `${columns.quantity}: "${quantity}" is not a whole number` };
    const order = this.#orderId(row, [person.userId ?? person.email!, date, this.#text(row, 'total')!, quantity ?? '']);
    if ('fault' in order) return order;
    const itemCount = quantity ? Number.parseInt(quantity, 10) : items.reduce((sum, item) => sum + item.quantity, 0);
    return {
      event: {
        id: eventId(order.id),
        type: 'placed_order',
        occurredAt,
        ...person,
        properties: {
          orderId: order.id,
          ...money,
          ...(quantity === undefined && items.length === 0 ? {} : { itemCount }),
          // The catalog accepts 200 items; the count above is of all.
          ...(items.length === 0 ? {} : { items: items.slice(0, 200) }),
        },
      },
    };
  }

  #person(row: GoodRow): { userId?: string; email?: string } | { fault: string } {
    const { columns } = this.#settings;
    const id = readPersonId(this.#text(row, 'customer'));
    if (id.kind === 'invalid') return { fault: `${columns.customer}: ${id.reason}` };
    const givenEmail = this.#optional(row, 'email');
    const email = givenEmail ? readEmail(givenEmail) : undefined;
    if (email === null) return { fault: `${columns.email}: "${givenEmail}" is not an e-mail address` };
    if (id.kind === 'id') return { userId: id.id, ...(email ? { email } : {}) };
    if (email) return { email };
    const customer = id.placeholder === null ? 'is empty' : `has "${id.placeholder}", which is a placeholder`;
    const causes = [
      columns.customer && `${columns.customer} ${customer}`,
      columns.email && `${columns.email} is empty`,
    ];
    return { fault: `no customer: ${causes.filter(Boolean).join(', ')}` };
  }

  #money(
    row: GoodRow,
  ): { total: number; currency: string; refunded?: number } | { fault: string } | { leftOut: string } {
    const { columns, currency: fixed, decimal, isSold } = this.#settings;
    const state = this.#text(row, 'status');
    const isCounted = state === undefined || isSold(state);
    if (isCounted === null)
      return {
        fault: `${columns.status}: "${state}" is not a known order state: name the states that count with --states`,
      };
    if (!isCounted) return { leftOut: state! };
    const cancelled = this.#optional(row, 'cancelled');
    if (cancelled !== undefined && !/^(0|no|false|nein)$/i.test(cancelled)) return { leftOut: 'cancelled' };

    const text = this.#text(row, 'total') ?? '';
    const said = this.#text(row, 'currency')?.toUpperCase();
    const currency = said ?? fixed ?? currencyIn(text);
    if (currency === undefined) return { fault: 'no currency: name it with --currency, such as --currency EUR' };
    if (!isCurrency(currency)) return { fault: `${columns.currency}: "${said}" is not an ISO 4217 currency code` };
    if (fixed && currency !== fixed)
      return { fault: `${columns.currency}: the row has ${said}, but --currency is ${fixed}` };
    const read = (fact: 'total' | 'refunded', amount: string) => {
      // A JSON number has a point, whatever the locale.
      const sign = typeof row.columns[columns[fact]!] === 'number' ? '.' : decimal;
      const found = readAmount(amount, currency, sign);
      return 'fault' in found ? { fault: `${columns[fact]}: ${found.fault}` } : found;
    };
    const total = read('total', text);
    if ('fault' in total) return total;
    const back = read('refunded', this.#optional(row, 'refunded') ?? '0');
    if ('fault' in back) return back;
    const refunded = Math.abs(back.amount);
    if (refunded === 0) return { total: total.amount, currency };
    if (refunded === total.amount) return { leftOut: 'refunded' };
    if (refunded > total.amount) return { fault: `${columns.refunded}: more than the total was refunded` };
    return { total: total.amount - refunded, currency, refunded };
  }

  #orderId(row: GoodRow, facts: string[]): { id: string } | { fault: string } {
    const column = this.#settings.columns.order;
    if (column !== undefined) {
      const number = readReference(this.#text(row, 'order'));
      if (number.kind === 'id') return number;
      if (number.kind === 'invalid') return { fault: `${column}: ${number.reason}` };
      return {
        fault:
          number.placeholder === null
            ? `${column} is empty`
            : `${column}: "${number.placeholder}" is a placeholder, not an order number`,
      };
    }
    const base = facts.filter((fact) => fact !== '').join('-');
    const count = (this.#sameBefore.get(base) ?? 0) + 1;
    this.#sameBefore.set(base, count);
    return { id: count === 1 ? base : `${base}-${count}` };
  }

  /** The same order twice is one order; other contents under the same number are reported. */
  #checkRepeat(row: GoodRow, outcome: Outcome): Outcome {
    if (!this.#settings.columns.order) return outcome;
    const number = this.#text(row, 'order');
    const before = number === undefined ? undefined : this.#seen.get(number);
    if ('event' in outcome) {
      const digest = eventUuid(canonicalJson(outcome.event));
      if (!before) this.#seen.set(number!, { line: row.line, digest });
      if (!before || before.digest === digest) return outcome;
      return { fault: `another order has the number ${number}: that of line ${before.line}, with other contents` };
    }
    if ('fault' in outcome && before && this.#text(row, 'total') === undefined)
      return {
        fault: `a further line of order ${number}, which began in line ${before.line}: keep its lines together`,
      };
    return outcome;
  }
}

/** Event ids have at most 100 characters; two long order ids with the same beginning must stay different. */
function eventId(orderId: string): string {
  const id = `order/${orderId}`;
  return id.length <= 100 ? id : eventUuid(id);
}
