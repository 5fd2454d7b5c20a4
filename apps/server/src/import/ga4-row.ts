import { isCurrency } from '@beckon/contract';
import { readAmount } from './amounts.ts';
import type { DateReader } from './dates.ts';
import { EventReader } from './event-row.ts';
import type { Reading, RowReader } from './row-reader.ts';
import type { Cells, GoodRow } from './rows.ts';

/** Google Analytics events that are in the catalog; all others keep their names. */
const types: Record<string, string> = {
  page_view: 'page_viewed',
  view_item: 'product_viewed',
  add_to_cart: 'added_to_cart',
  remove_from_cart: 'removed_from_cart',
  begin_checkout: 'checkout_started',
  purchase: 'placed_order',
};
const pageNames: Record<string, string> = { page_location: 'url', page_title: 'title', page_referrer: 'referrer' };
/** Whether the properties of a type come from its first item. */
const ofOneItem = new Set(['product_viewed', 'added_to_cart', 'removed_from_cart']);

type Item = {
  productId: string;
  title?: string;
  category?: string;
  price?: number;
  currency?: string;
  quantity: number;
};

/**
 * Makes events of rows of Google Analytics' BigQuery export, as JSON or as a flat table. A purchase was reported by a
 * browser, so it is not trusted: revenue comes from `beckon import orders`.
 */
export class Ga4Reader implements RowReader {
  readonly #events: EventReader;

  constructor(readDate: DateReader) {
    const columns = {
      type: 'type',
      occurredAt: 'occurredAt',
      anonymousId: 'anonymousId',
      userId: 'userId',
      properties: 'properties',
    };
    this.#events = new EventReader({ columns, readDate });
  }

  read(row: GoodRow): Reading[] {
    return this.#events.read({ ...row, columns: toEvent(row.columns) }).map((reading) => ({ ...reading, rows: [row] }));
  }
}

function toEvent(row: Cells): Cells {
  const parameters = { ...readParameters(row.event_params), ...flatParameters(row) };
  const type = types[String(row.event_name)] ?? row.event_name;
  const micros = Number(row.event_timestamp);
  const ecommerce = asObject(row.ecommerce);
  const currency = String(parameters.currency ?? '').toUpperCase();
  const items = readItems(row.items, currency);
  const { value, currency: _, transaction_id, ...others } = parameters;
  const isOrder = type === 'placed_order';
  const total = minorUnits(ecommerce.purchase_revenue ?? value, currency);
  const properties = {
    ...Object.fromEntries(Object.entries(others).map(([name, said]) => [pageNames[name] ?? name, said])),
    ...(isCurrency(currency) ? { currency } : {}),
    ...(isOrder ? { orderId: ecommerce.transaction_id ?? transaction_id } : {}),
    ...(total === undefined ? {} : isOrder || type === 'checkout_started' ? { total } : { value: total }),
    ...(ofOneItem.has(String(type)) ? items[0] : items.length > 0 ? { items } : {}),
  };
  return {
    type,
    ...(Number.isFinite(micros) && micros > 0 ? { occurredAt: Math.floor(micros / 1_000) } : {}),
    anonymousId: row.user_pseudo_id,
    userId: row.user_id,
    properties,
    ...(isOrder ? { isTrusted: false } : {}),
  };
}

const nested = new Set(['event_params', 'user_properties', 'items', 'ecommerce', 'device', 'geo', 'traffic_source']);
const ofTheRow =
  /^(event_(name|date|timestamp|.*_id|.*_offset|previous_.*|.*_usd)|user_.*|stream_id|platform|privacy_info.*|app_info.*|collected_traffic_source.*|is_active_user|batch_.*|session_traffic.*|publisher)$/;

/** In a flat table, each parameter has a column. */
function flatParameters(row: Cells): Cells {
  const entries = Object.entries(row).filter(
    ([name, value]) => !nested.has(name) && !ofTheRow.test(name) && value !== '' && value !== null,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/^event_params_|^ep_/, ''), value]));
}

function readParameters(value: unknown): Cells {
  const list = typeof value === 'string' ? parseList(value) : value;
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.map((entry) => {
      const said = asObject(asObject(entry).value);
      return [
        String(asObject(entry).key),
        said.string_value ?? said.int_value ?? said.double_value ?? said.float_value,
      ];
    }),
  );
}

function readItems(value: unknown, currency: string): Item[] {
  const list = typeof value === 'string' ? parseList(value) : value;
  if (!Array.isArray(list)) return [];
  return list
    .map(asObject)
    .filter((item) => item.item_id !== undefined || item.item_name !== undefined)
    .map((item) => {
      const price = minorUnits(item.price, currency);
      const quantity = Math.floor(Number(item.quantity ?? 1));
      return {
        productId: String(item.item_id ?? item.item_name),
        ...(item.item_name ? { title: String(item.item_name) } : {}),
        ...(item.item_category ? { category: String(item.item_category) } : {}),
        ...(price === undefined ? {} : { price, currency }),
        quantity: quantity > 0 ? quantity : 1,
      };
    });
}

/** Google Analytics writes amounts as decimal numbers with a point. */
function minorUnits(value: unknown, currency: string): number | undefined {
  if (value === undefined || value === null || value === '' || !isCurrency(currency)) return undefined;
  const read = readAmount(String(value), currency, '.');
  return 'amount' in read ? read.amount : undefined;
}

function asObject(value: unknown): Cells {
  return value !== null && typeof value === 'object' ? (value as Cells) : {};
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
