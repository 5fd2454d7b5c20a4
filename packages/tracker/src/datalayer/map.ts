import { currencyOf, minorUnits } from '../money.ts';
import { text } from '../text.ts';

// biome-ignore lint/suspicious/noExplicitAny: anybody may push anything; what cannot be read ends in one catch.
type Fields = Record<string, any>;

/** Takes an event of the catalog. */
export type Track = (type: string, properties: Record<string, unknown>) => void;

/** Names of GA4's events. */
const types = new Map([
  ['view_item', 'product_viewed'],
  ['add_to_cart', 'added_to_cart'],
  ['remove_from_cart', 'removed_from_cart'],
  ['begin_checkout', 'checkout_started'],
  ['purchase', 'placed_order'],
]);

/** Keys of Universal Analytics, which named what happened in the `ecommerce` object itself. */
const actions = [
  ['detail', 'product_viewed'],
  ['add', 'added_to_cart'],
  ['remove', 'removed_from_cart'],
  ['checkout', 'checkout_started'],
  ['purchase', 'placed_order'],
] as const;

/**
 * Tracks the events in one push to a data layer: GA4's `{ event, ecommerce }` and `gtag('event', name, parameters)`, and
 * the `ecommerce` objects of Universal Analytics. Only events that the catalog takes come out: a product without an id,
 * or an order without id, total or currency, is none. Never throws, whatever was pushed.
 * @example
 * trackPush({ event: 'view_item', ecommerce: { currency: 'EUR', items: [{ item_id: 'mug', price: 12.99 }] } }, beckon.track)
 * // beckon.track('product_viewed', { productId: 'mug', price: 1299, currency: 'EUR', quantity: 1 })
 */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export const trackPush = (entry: any, track: Track): void => {
  try {
    // `gtag` pushes its arguments, which are no array.
    const [name, data]: [string, Fields] = entry[0] === 'event' ? [entry[1], entry[2]] : [entry.event, entry.ecommerce];
    let isUniversal = false;
    for (const [key, type] of actions) {
      const { actionField, products } = data[key] ?? {};
      if (!actionField && !products) continue;
      isUniversal = true;
      trackEvent(type, { ...data, ...actionField, items: products }, track);
    }
    if (!isUniversal) trackEvent(types.get(name), data, track);
  } catch {}
};

const trackEvent = (type: string | undefined, data: Fields, track: Track) => {
  // Later steps of a checkout are pushed under the same name.
  if (!type || data.step > 1) return;
  const currency = currencyOf(data.currency || data.currencyCode);
  const lines: Fields[] = Array.isArray(data.items) ? data.items : [];
  const items = lines.map((item) => readItem(item, currency)).filter(({ productId }) => productId);
  const orderId = text(data.transaction_id || data.id);
  const total = minorUnits(data.value ?? data.revenue, currency);
  const whole = { total, currency, items: lines.length > 0 ? items.slice(0, 200) : undefined };
  if (type === 'checkout_started') track(type, whole);
  else if (type !== 'placed_order') for (const item of items) track(type, item);
  else if (orderId && total !== undefined) track(type, { orderId, ...whole, coupon: text(data.coupon) });
};

const readItem = (item: Fields, currency: string | undefined) => {
  const field = (name: string) => text(item[`item_${name}`] || item[name]);
  return {
    productId: field('id'),
    variantId: field('variant'),
    title: field('name'),
    category: field('category'),
    price: minorUnits(item.price, currency),
    currency,
    quantity: quantityOf(item.quantity),
  };
};

/** One where nothing is said, as in GA4; undefined for what is no whole number above 0. */
const quantityOf = (quantity: unknown): number | undefined => {
  const [, whole] = /^0*([1-9]\d{0,5})(\.0+)?$/.exec(String(quantity ?? 1)) ?? [];
  return whole ? Number(whole) : undefined;
};
