import { readReference } from '@beckon/contract';
import { type DecimalSign, readAmount } from './amounts.ts';
import type { FactColumns } from './column-names.ts';
import type { OrderFact } from './order-presets.ts';

export type OrderItem = { productId: string; title?: string; price?: number; currency?: string; quantity: number };

/**
 * The product that a line of an order names, null for a line without one. Without a column of ids, the name is used as
 * the id.
 */
export function readItem(
  text: (fact: OrderFact) => string | undefined,
  columns: FactColumns<OrderFact>,
  currency: string,
  decimal: DecimalSign | undefined,
): OrderItem | { fault: string } | null {
  const title = text('itemName');
  const id = readReference(text('itemId'));
  if (id.kind === 'invalid') return { fault: `${columns.itemId}: ${id.reason}` };
  const productId = id.kind === 'id' ? id.id : title?.slice(0, 200);
  if (productId === undefined) return null;
  const given = text('itemQuantity') ?? '1';
  const quantity = /^\d{1,6}([.,]0+)?$/.test(given) ? Number.parseInt(given, 10) : 0;
  if (quantity === 0) return { fault: `${columns.itemQuantity}: "${given}" is not a whole number above 0` };
  const price = text('itemPrice');
  const amount = price === undefined ? undefined : readAmount(price, currency, decimal);
  if (amount && 'fault' in amount) return { fault: `${columns.itemPrice}: ${amount.fault}` };
  return {
    productId,
    ...(title ? { title } : {}),
    ...(amount ? { price: amount.amount, currency } : {}),
    quantity,
  };
}
