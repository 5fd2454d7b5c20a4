import { maxPerLine, type ShopProduct, type ShopVariant } from '../shared/catalog.ts';

export type CartLine = { variantId: string; quantity: number };
export type Cart = { id: string; lines: readonly CartLine[] };

/** A line of the cart with the current facts of the catalog. */
export type ShownLine = CartLine & { product: ShopProduct; variant: ShopVariant };

/** Sets the quantity of one variant; 0 removes its line. */
export function withQuantity(cart: Cart, variantId: string, quantity: number): Cart {
  const wanted = Math.min(Math.max(0, Math.trunc(quantity) || 0), maxPerLine);
  const others = cart.lines.filter((line) => line.variantId !== variantId);
  if (wanted === 0) return { ...cart, lines: others };
  if (others.length === cart.lines.length) return { ...cart, lines: [...cart.lines, { variantId, quantity: wanted }] };
  return {
    ...cart,
    lines: cart.lines.map((line) => (line.variantId === variantId ? { variantId, quantity: wanted } : line)),
  };
}

export function quantityOf(cart: Cart, variantId: string): number {
  return cart.lines.find((line) => line.variantId === variantId)?.quantity ?? 0;
}

export function itemCount(cart: Cart): number {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** Lines whose variant is no longer in the catalog are not shown. */
export function showLines(cart: Cart, catalog: readonly ShopProduct[]): ShownLine[] {
  return cart.lines.flatMap((line) => {
    for (const product of catalog) {
      const variant = product.variants.find(({ id }) => id === line.variantId);
      if (variant) return [{ ...line, product, variant }];
    }
    return [];
  });
}
