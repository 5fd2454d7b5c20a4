import type { Availability } from '@beckon/contract';
import { type Destination, urlOf } from '../frame/submission.ts';

/** A product, or one variant of it. */
export type Item = { productId: string; variantId?: string | undefined };

/** What the page itself says about stock; nothing of both: the catalog is asked. */
export type StockHint = { soldOut?: boolean | string | undefined; inStock?: boolean | string | undefined };

export const keyOf = ({ productId, variantId = '' }: Item) => JSON.stringify([productId, variantId]);

const isYes = (value: boolean | string) => `${value}` !== 'false';

/** @example readHint({ soldOut: '' }) // true; readHint({ inStock: '' }) // false; readHint({}) // undefined */
export function readHint({ soldOut, inStock }: StockHint): boolean | undefined {
  if (soldOut !== undefined) return isYes(soldOut);
  return inStock === undefined ? undefined : !isYes(inStock);
}

/**
 * Reads availability from the catalog. An unknown item counts as available, so that no shopper waits for a product they
 * can buy.
 */
export async function askWhetherSoldOut(destination: Destination, { productId, variantId }: Item): Promise<boolean> {
  try {
    const item = new URLSearchParams({ productId, ...(variantId && { variantId }) });
    const answer = await fetch(`${urlOf(destination, 'stock')}&${item}`, { credentials: 'omit' });
    return ((await answer.json()) as Availability).isSoldOut === true;
  } catch {
    return false;
  }
}
