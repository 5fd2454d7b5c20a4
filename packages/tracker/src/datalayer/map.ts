import { minorUnits } from '../money.ts';
import { text } from '../text.ts';

// biome-ignore lint/suspicious/noExplicitAny: anybody may push anything; what cannot be read ends in one catch.
type Fields = Record<string, any>;

/** Takes an event of the catalog. */
export type Track = (type: string, properties: Record<string, unknown>) => void;

/** Names of GA4 and keys of Universal Analytics. */
const types: Record<string, string> = {
  view_item: 'product_viewed',
  detail: 'product_viewed',
  add_to_cart: 'added_to_cart',
  add: 'added_to_cart',
  remove_from_cart: 'removed_from_cart',
  remove: 'removed_from_cart',
  begin_checkout: 'checkout_started',
  checkout: 'checkout_started',
  purchase: 'placed_order',
};

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
    if (data.items) trackEvent(name, data, track);
    else
      for (const key in data)
        trackEvent(key, { ...data, ...data[key]?.actionField, items: data[key]?.products }, track);
  } catch {}
};

const trackEvent = (name: string, data: Fields, track: Track) => {
  const type = types[name];
  // Later steps of a checkout are pushed under the same name.
  if (!type || !data.items || data.step > 1) return;
  const currency = /^[A-Z]{3}$/.exec(data.currency || data.currencyCode)?.[0];
  const items = data.items
    .map((item: Fields) => {
      const field = (name: string) => text(item[`item_${name}`] || item[name]);
      return {
        productId: field('id'),
        variantId: field('variant'),
        title: field('name'),
        category: field('category'),
        price: minorUnits(item.price, currency),
        currency,
        quantity: +((/^[1-9]\d{0,5}$/.exec(item.quantity) || 1) as number),
      };
    })
    .filter((item: Fields) => item.productId);
  const orderId = text(data.transaction_id || data.id);
  const total = minorUnits(data.value ?? data.revenue, currency);
  // Of products there is one event each, of a checkout and an order one for all.
  if (/ca|vi/.test(type)) for (const item of items) track(type, item);
  else if (/k/.test(type) || (orderId && total! + 1))
    track(type, { orderId, total, currency, coupon: text(data.coupon), items: items.slice(0, 200) });
};
