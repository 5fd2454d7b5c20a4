import { expect, test } from 'vitest';
import { computeTotals, freeShippingFrom, shippingFee } from './totals.ts';

test('a total is the sum of price times quantity, plus shipping', () => {
  const totals = computeTotals([
    { price: 1850, quantity: 2 },
    { price: 999, quantity: 1 },
  ]);
  expect(totals).toEqual({ itemCount: 3, subtotal: 4699, shipping: shippingFee, total: 4699 + shippingFee });
});

test('shipping is free from the threshold on, but not one cent below it', () => {
  expect(computeTotals([{ price: freeShippingFrom, quantity: 1 }]).shipping).toBe(0);
  expect(computeTotals([{ price: freeShippingFrom - 1, quantity: 1 }]).shipping).toBe(shippingFee);
});

test('an empty cart costs nothing, not even shipping', () => {
  expect(computeTotals([])).toEqual({ itemCount: 0, subtotal: 0, shipping: 0, total: 0 });
});
