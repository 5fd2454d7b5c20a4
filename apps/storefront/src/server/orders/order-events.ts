import { currency } from '../../shared/catalog.ts';
import { makeEventId } from './ids.ts';
import type { Order } from './order.ts';

/** One event in the format of Beckon's `POST /api/v1/events`. */
export type ShopEvent = {
  id: string;
  type: 'placed_order' | 'contact_created';
  occurredAt: number;
  email: string;
  userId?: string;
  anonymousId?: string;
  properties: Record<string, unknown>;
};

/**
 * The events of an order for Beckon. Created once per order and kept with these ids for all retries, so that an order
 * that arrives twice counts once. The account comes first, so that the order belongs to an identified contact.
 */
export function orderEvents(order: Order, isNewAccount: boolean, shopUrl: string): ShopEvent[] {
  const person = {
    occurredAt: order.placedAt,
    email: order.email,
    ...(order.userId === null ? {} : { userId: order.userId }),
    ...(order.anonymousId === null ? {} : { anonymousId: order.anonymousId }),
  };
  const placed: ShopEvent = {
    id: makeEventId(order.placedAt),
    type: 'placed_order',
    ...person,
    properties: {
      orderId: order.id,
      total: order.totals.total,
      currency,
      itemCount: order.totals.itemCount,
      items: order.items.map(({ productId, variantId, title, category, price, quantity, url, imageUrl }) => ({
        productId,
        variantId,
        title,
        category,
        price,
        currency,
        quantity,
        url: new URL(url, shopUrl).href,
        imageUrl: new URL(imageUrl, shopUrl).href,
      })),
    },
  };
  if (!isNewAccount) return [placed];
  const created: ShopEvent = {
    id: makeEventId(order.placedAt),
    type: 'contact_created',
    ...person,
    properties: {
      firstName: order.firstName,
      lastName: order.lastName,
      registeredAt: new Date(order.placedAt).toISOString(),
    },
  };
  return [created, placed];
}
