export type PricedLine = { price: number; quantity: number };

export type Totals = { itemCount: number; subtotal: number; shipping: number; total: number };

/** Minor units. */
export const shippingFee = 590;
export const freeShippingFrom = 7500;

/** The calculation of all totals: the cart shows them, the server charges them. */
export function computeTotals(lines: readonly PricedLine[]): Totals {
  const itemCount = lines.reduce((sum, line) => sum + line.quantity, 0);
  const subtotal = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
  const shipping = itemCount === 0 || subtotal >= freeShippingFrom ? 0 : shippingFee;
  return { itemCount, subtotal, shipping, total: subtotal + shipping };
}
