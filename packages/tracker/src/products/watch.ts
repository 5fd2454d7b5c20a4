import type { Tracker } from '../types.ts';
import { productIn, readProduct } from './map.ts';

/**
 * Tracks a product view when the page describes a product, and again with each page view of a single-page shop. Shops
 * that render in the browser describe it a little later than they show the address, so it looks again for six seconds;
 * a description that is still the one of the page before is not counted.
 * @example watchProducts(beckon)
 */
export const watchProducts = (beckon: Pick<Tracker, 'productViewed' | 'on'>): void => {
  let timer: ReturnType<typeof setTimeout>;
  let last: string | undefined;
  /** The page that is shown, as the tracker tells pages apart, and the one where a product was viewed last. */
  let page: unknown = location.pathname;
  let viewedOn: unknown;

  const look = (wait = 100) => {
    clearTimeout(timer);
    const product = find();
    const found = Object.values(product).join('\n');
    if (product.productId && (found !== last || viewedOn === page)) {
      viewedOn = page;
      beckon.productViewed(product as { productId: string });
    } else if (wait < 5_000) timer = setTimeout(look, wait, wait * 2);
    last = found;
  };

  beckon.on('event', ({ type, properties }) => {
    if (type !== 'page_viewed') return;
    page = properties?.path;
    look();
  });
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => look());
  else look();
};

/** JSON-LD says more than Open Graph, so it comes first. */
const find = () => {
  // `product:…` and `og:…`: shops write prices under both.
  const tag = (name: string) => document.querySelector<HTMLMetaElement>(`[property$=":${name}"]`)?.content;
  const tagged = {
    sku: tag('retailer_item_id'),
    name: tag('title'),
    offers: { price: tag('price:amount'), priceCurrency: tag('price:currency') },
  };
  return productIn(document.querySelectorAll('[type$="ld+json"]')) || readProduct(tagged);
};
