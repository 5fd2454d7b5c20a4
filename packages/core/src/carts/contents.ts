/** One product of a cart. Price and currency are what the page said: messages take them from the catalog. */
export type CartLine = {
  productId: string;
  variantId: string | null;
  quantity: number;
  /** Minor units of one piece; null if the page did not say. */
  price: number | null;
  currency: string | null;
};

/** `contents` replaces what was in the cart; the others add to it and take from it. */
export type CartChange = { kind: 'added' | 'removed' | 'contents'; lines: readonly CartLine[] };

/**
 * The contents of a cart after its changes, in their order. A product that was removed more often than it was added is
 * not in the cart.
 * @example
 * contentsOf([
 *   { kind: 'added', lines: [{ productId: 'mug', variantId: null, quantity: 2, price: 900, currency: 'EUR' }] },
 *   { kind: 'removed', lines: [{ productId: 'mug', variantId: null, quantity: 1, price: null, currency: null }] },
 * ]); // [{ productId: 'mug', variantId: null, quantity: 1, price: 900, currency: 'EUR' }]
 */
export function contentsOf(changes: readonly CartChange[]): CartLine[] {
  const lines = new Map<string, CartLine>();
  for (const change of changes) {
    if (change.kind === 'contents') lines.clear();
    for (const line of change.lines) {
      const key = JSON.stringify([line.productId, line.variantId]);
      const before = lines.get(key);
      const quantity = (before?.quantity ?? 0) + (change.kind === 'removed' ? -line.quantity : line.quantity);
      if (quantity <= 0) {
        lines.delete(key);
        continue;
      }
      lines.set(key, {
        ...line,
        quantity,
        price: line.price ?? before?.price ?? null,
        currency: line.currency ?? before?.currency ?? null,
      });
    }
  }
  return [...lines.values()];
}
