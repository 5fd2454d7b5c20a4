import { isCurrency, readReference } from '@beckon/contract';
import { type Field, mapFields, reference, text } from './fields.ts';
import { isGiven, isObject, type JsonObject, readText } from './message.ts';
import { toMinorUnits } from './minor-units.ts';

/** Our event type for an event name of Segment's e-commerce spec, version 2 or 1. */
export const commerceTypes: ReadonlyMap<string, string> = new Map([
  ['product_viewed', 'product_viewed'],
  ['viewed_product', 'product_viewed'],
  ['product_added', 'added_to_cart'],
  ['added_product', 'added_to_cart'],
  ['added_to_cart', 'added_to_cart'],
  ['product_removed', 'removed_from_cart'],
  ['removed_product', 'removed_from_cart'],
  ['removed_from_cart', 'removed_from_cart'],
  ['checkout_started', 'checkout_started'],
  ['order_completed', 'placed_order'],
  ['completed_order', 'placed_order'],
  ['placed_order', 'placed_order'],
  ['order_refunded', 'order_refunded'],
  ['refunded_order', 'order_refunded'],
  ['order_cancelled', 'order_cancelled'],
  ['order_canceled', 'order_cancelled'],
  ['cancelled_order', 'order_cancelled'],
  ['cart_abandoned', 'cart_abandoned'],
]);

/**
 * The properties of an e-commerce event with our names and amounts in minor units.
 * @param type one of the values of `commerceTypes`
 * @param shopCurrency for amounts without a currency
 * @param messageId names a refund without an id of its own
 */
export function mapCommerce(
  type: string,
  properties: JsonObject,
  shopCurrency: string,
  messageId?: unknown,
): JsonObject {
  const given = isGiven(properties.currency) ? properties.currency : shopCurrency;
  const currency = readCurrency(given);
  const named = type === 'order_refunded' ? { refundId: messageId } : {};
  const mapped = { ...named, ...mapFields(properties, fieldsOf(type, currency)) };
  // An amount without a currency has no meaning.
  return { ...mapped, currency: currency ?? given };
}

function fieldsOf(type: string, currency: string | undefined): Field[] {
  const amount = (to: string): Field => ({
    to,
    from: [to],
    read: (value) => currency && toMinorUnits(value, currency),
  });
  const amounts = ['revenue', 'subtotal', 'shipping', 'tax', 'discount', 'value'].map(amount);
  const items: Field = { to: 'items', from: ['products', 'items'], read: (value) => mapItems(value, currency) };
  const total: Field = { ...amount('total'), orFrom: ['revenue', 'value'] };
  const cart = reference('cartId', ['cart_id', 'cartId']);
  const orderId: Field = { ...reference('orderId', ['order_id', 'orderId']), isStrict: true };
  if (type === 'order_cancelled') return [orderId, total, items, ...amounts];
  if (type === 'order_refunded') {
    const refunded: Field = {
      ...amount('amount'),
      from: ['amount', 'total'],
      orFrom: ['revenue', 'value'],
      isStrict: true,
    };
    return [orderId, reference('refundId', ['refund_id', 'refundId']), refunded, items, ...amounts];
  }
  if (type === 'placed_order') {
    return [orderId, { ...total, isStrict: true }, cart, text('coupon', ['coupon']), items, ...amounts];
  }
  if (type === 'checkout_started' || type === 'cart_abandoned') return [total, cart, items, ...amounts];
  return [...productFields(currency), quantity, cart, ...amounts];
}

function productFields(currency: string | undefined): Field[] {
  return [
    { ...reference('productId', ['product_id', 'productId']), orFrom: ['id', 'sku'], isStrict: true },
    reference('variantId', ['variant_id', 'variantId', 'variant']),
    text('title', ['name', 'title']),
    text('category', ['category']),
    { to: 'price', from: ['price'], read: (value) => currency && toMinorUnits(value, currency) },
    text('url', ['url']),
    text('imageUrl', ['image_url', 'imageUrl']),
  ];
}

const quantity: Field = {
  to: 'quantity',
  from: ['quantity'],
  read: (value) => {
    const count = Number(readText(value));
    return Number.isInteger(count) && count >= 1 && count <= 1_000_000 ? count : undefined;
  },
};

/** The lines of an order. A line without a product is invalid in Beckon: then the list is kept as received. */
function mapItems(products: unknown, currency: string | undefined): JsonObject[] | undefined {
  if (!Array.isArray(products)) return undefined;
  const items = products.map((product) => {
    if (!isObject(product)) return null;
    const own = isGiven(product.currency) ? readCurrency(product.currency) : currency;
    const item = mapFields(product, [
      ...productFields(own),
      quantity,
      { to: 'currency', from: ['currency'], read: readCurrency },
    ]);
    return readReference(item.productId).kind === 'id' ? item : null;
  });
  return items.every((item) => item !== null) ? items : undefined;
}

function readCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return isCurrency(code) ? code : undefined;
}
