import { computeTotals } from '../../shared/totals.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { findVariant } from '../catalog/catalog.ts';
import { categories } from '../catalog/product.ts';
import { variantLabel } from '../catalog/public-catalog.ts';
import type { Clock } from '../clock.ts';
import { pictureUrl } from '../pictures/picture-url.ts';
import type { CheckoutForm } from './checkout-form.ts';
import { makeOrderId } from './ids.ts';
import type { Order, OrderItem } from './order.ts';
import type { Shortage, Stock, StockLine } from './stock.ts';

export type Placed = { result: 'placed' | 'repeated'; order: Order } | { result: 'short'; shortages: Shortage[] };

export type OrderBook = {
  /** @param account that is signed in; otherwise one is opened if the form asks for it */
  place(form: CheckoutForm, account?: Account): Placed;
  find(orderId: string): Order | undefined;
};

function pricedItem({ variantId, quantity }: StockLine): OrderItem[] {
  const found = findVariant(variantId);
  if (!found) return [];
  const { product, variant } = found;
  return [
    {
      productId: product.id,
      variantId,
      title: product.title,
      label: variantLabel(product, variant),
      category: categories[product.category].name,
      price: variant.price,
      quantity,
      imageUrl: pictureUrl(product.id, variant.colour),
      url: `/products/${product.id}`,
    },
  ];
}

/** The orders of this process. Prices and totals come from the catalog, whatever the browser sends. */
export function createOrderBook(
  { stock, accounts, clock }: { stock: Stock; accounts: Accounts; clock: Clock },
  onPlaced: (order: Order, isNewAccount: boolean) => void,
): OrderBook {
  const orders = new Map<string, Order>();
  // A second click on "Place order" submits the same checkout, so it is the same order.
  const orderOfCheckout = new Map<string, Order>();

  return {
    find: (orderId) => orders.get(orderId),
    place(form, account) {
      const before = orderOfCheckout.get(form.checkoutId);
      if (before) return { result: 'repeated', order: before };

      // Unknown variants have no stock, so all items of an order that gets here are in the catalog.
      const shortages = stock.take(form.lines);
      if (shortages.length > 0) return { result: 'short', shortages };

      const opened = account || !form.wantsAccount ? null : accounts.open(form.values);
      const items = form.lines.flatMap(pricedItem);
      const order: Order = {
        id: makeOrderId(),
        placedAt: clock.now(),
        email: form.values.email,
        firstName: form.values.firstName,
        lastName: form.values.lastName,
        items,
        totals: computeTotals(items),
        userId: (account ?? opened)?.userId ?? null,
        anonymousId: form.anonymousId,
        cartId: form.cartId,
      };
      orders.set(order.id, order);
      if (form.checkoutId !== '') orderOfCheckout.set(form.checkoutId, order);
      onPlaced(order, opened !== null);
      return { result: 'placed', order };
    },
  };
}
