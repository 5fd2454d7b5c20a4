import { currency, type ShopProduct, type ShopVariant } from '../shared/catalog.ts';
import { computeTotals } from '../shared/totals.ts';
import { beckon } from './beckon.ts';
import type { ShownLine } from './cart.ts';

/** The product in Beckon's events: the catalog's facts, with absolute URLs. */
function productFacts(product: ShopProduct, variant: ShopVariant) {
  return {
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    category: product.category,
    price: variant.price,
    currency,
    url: new URL(product.url, location.href).href,
    imageUrl: new URL(variant.imageUrl, location.href).href,
  };
}

export function reportViewed(product: ShopProduct, variant: ShopVariant): void {
  beckon().productViewed(productFacts(product, variant));
}

export function reportAdded(product: ShopProduct, variant: ShopVariant, quantity: number, cartId: string): void {
  beckon().addedToCart({ ...productFacts(product, variant), quantity, cartId });
}

export function reportRemoved(product: ShopProduct, variant: ShopVariant, quantity: number, cartId: string): void {
  beckon().removedFromCart({ ...productFacts(product, variant), quantity, cartId });
}

export function reportCheckoutStarted(lines: readonly ShownLine[], cartId: string): void {
  const { total } = computeTotals(lines.map(({ variant, quantity }) => ({ price: variant.price, quantity })));
  const items = lines.map(({ product, variant, quantity }) => ({ ...productFacts(product, variant), quantity }));
  beckon().checkoutStarted({ cartId, total, currency, items });
}
