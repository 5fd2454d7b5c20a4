import { eventCatalog, readReference } from '@beckon/contract';

/**
 * Whether the server takes an event of this type: its properties are those of the catalog, or one of its ids is a
 * placeholder, such as `undefined`, which the server judges and not the page.
 */
export function isForTheServer(type: string, properties: Record<string, unknown>): boolean {
  const items = (properties.items ?? []) as Record<string, unknown>[];
  const ids = [properties, ...items].flatMap(({ orderId, productId, variantId }) => [orderId, productId, variantId]);
  const isPlaceholder = ids.some((id) => typeof id === 'string' && readReference(id).kind === 'none');
  return isPlaceholder || eventCatalog[type as 'placed_order'].properties.safeParse(properties).success;
}
