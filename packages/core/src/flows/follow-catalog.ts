import type { CatalogListener } from '../catalog/index.ts';
import { waitAgain } from '../waitlists/index.ts';
import { announcePriceDrops } from './enter-by-price-drop.ts';
import { startWaves } from './enter-by-restock.ts';

/**
 * What follows from changes of the catalog: shoppers enter flows because a product is back in stock or costs less, and
 * those who were notified wait again when it sells out.
 */
export const followCatalog: CatalogListener = async (ctx, tenantId, { restocks, soldOut, priceDrops }) => {
  for (const gone of soldOut) await waitAgain(ctx, tenantId, gone);
  for (const restock of restocks) await startWaves(ctx, tenantId, restock);
  await announcePriceDrops(ctx, tenantId, priceDrops);
};
