import { currencyDigits, type IncomingEvent } from '@beckon/contract';
import { eventUuid, normalizeEmail } from '@beckon/core/lib';
import { cellText, readDate } from './cells.ts';
import type { RowReader } from './import-events.ts';
import type { Cells } from './rows.ts';

/** Which column says what. */
export type OrderColumns = {
  customer?: string;
  email?: string;
  order?: string;
  date: string;
  total: string;
  quantity?: string;
  currency: string;
};

/**
 * Makes orders of rows. Rows without an order id get one made of what they say; of rows that say the same, the second
 * is a second order. So the same file always gives the same ids, and importing it again adds nothing.
 */
export class OrderReader implements RowReader {
  readonly #columns: OrderColumns;
  readonly #digits: number;
  readonly #sameBefore = new Map<string, number>();

  constructor(columns: OrderColumns) {
    this.#columns = columns;
    this.#digits = currencyDigits(columns.currency);
  }

  /** The event of a row, or what is wrong with it. */
  read(cells: Cells): IncomingEvent | { fault: string } {
    const columns = this.#columns;
    const row = Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, cellText(value)]));
    const userId = columns.customer ? row[columns.customer]?.trim() : undefined;
    const givenEmail = columns.email ? row[columns.email]?.trim() : undefined;
    const email = givenEmail ? normalizeEmail(givenEmail) : undefined;
    if (email === null) return { fault: `${columns.email}: "${givenEmail}" is not an e-mail address` };
    if (!userId && !email)
      return { fault: `no customer: ${[columns.customer, columns.email].filter(Boolean).join(' and ')} empty` };
    const occurredAt = readDate(row[columns.date] ?? '');
    if (occurredAt === null)
      return { fault: `${columns.date}: "${row[columns.date]}" is not a date (ISO 8601 or YYYYMMDD)` };
    const total = readMinorUnits(row[columns.total] ?? '', this.#digits);
    if (total === null)
      return { fault: `${columns.total}: "${row[columns.total]}" is not an amount of ${columns.currency}` };
    const quantity = columns.quantity && row[columns.quantity] !== undefined ? row[columns.quantity]! : undefined;
    if (quantity !== undefined && !/^\d{1,6}$/.test(quantity))
      return { fault: `${columns.quantity}: "${quantity}" is not a whole number` };

    const given = columns.order ? row[columns.order]?.trim() : undefined;
    if (columns.order && !given) return { fault: `${columns.order} is empty` };
    const orderId = given ?? this.#makeId([userId ?? email!, row[columns.date]!, row[columns.total]!, quantity ?? '']);
    return {
      id: eventId(orderId),
      type: 'placed_order',
      occurredAt,
      ...(userId ? { userId } : {}),
      ...(email ? { email } : {}),
      properties: {
        orderId,
        total,
        currency: columns.currency,
        ...(quantity === undefined ? {} : { itemCount: Number(quantity) }),
      },
    };
  }

  #makeId(facts: string[]): string {
    const base = facts.filter((fact) => fact !== '').join('-');
    const count = (this.#sameBefore.get(base) ?? 0) + 1;
    this.#sameBefore.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  }
}

/** Ids of events have at most 100 characters; two long order ids that begin alike are still two orders. */
function eventId(orderId: string): string {
  const id = `order/${orderId}`;
  return id.length <= 100 ? id : eventUuid(id);
}

/** Exact, by digits: 0.1 + 0.2 has no place in money. */
export function readMinorUnits(text: string, digits: number): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole, fraction = ''] = match;
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
  const amount = Number(whole! + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign && amount !== 0 ? -amount : amount;
}
