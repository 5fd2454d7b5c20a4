import { currencyOf, minorUnits } from '../money.ts';
import { text } from '../text.ts';

// biome-ignore lint/suspicious/noExplicitAny: a page may describe anything; what cannot be read ends in one catch.
type Fields = Record<string, any>;

export type FoundProduct = {
  productId: string | undefined;
  title?: string | undefined;
  category?: string | undefined;
  price?: number | undefined;
  currency?: string | undefined;
};

/** JSON-LD writes one of a kind without an array. */
const list = (value: unknown) => [value].flat(2) as Fields[];

/** The products that a document is about: not those in lists, recommendations or breadcrumbs. */
const productsIn = (document: unknown): Fields[] =>
  list(document).flatMap((node) =>
    !node ? [] : /Product(Gr|,|$)/.test(node['@type']) ? node : productsIn([node['@graph'], node.mainEntity]),
  );

/**
 * The product that a page's JSON-LD texts are about. Several products with different ids are a list, and no product
 * view; a further description without an id, as review apps add it, is no other product. Never throws, whatever the
 * texts say.
 * @example
 * productIn([{ textContent: '{"@type":"Product","sku":"mug","offers":{"price":"12.99","priceCurrency":"EUR"}}' }])
 * // { productId: 'mug', price: 1299, currency: 'EUR' }
 */
export const productIn = (texts: Iterable<{ textContent: string | null }>): FoundProduct | undefined => {
  const [first, ...others] = [...texts]
    .flatMap(({ textContent }) => {
      try {
        return productsIn(JSON.parse(textContent!)).map(readProduct);
      } catch {
        return [];
      }
    })
    .filter(({ productId }) => productId);
  return others.every((other) => other.productId === first!.productId) ? first : undefined;
};

/** The properties of a product in JSON-LD; undefined without an id. */
export const readProduct = (product: Fields): FoundProduct => {
  const [offer] = list(product.offers || list(product.hasVariant)[0]?.offers || {});
  const [{ price = offer!.lowPrice, priceCurrency }] = list(offer!.priceSpecification || offer) as [Fields];
  const currency = currencyOf(priceCurrency);
  return {
    productId: text(product.productGroupID || product.productID || product.sku),
    title: text(product.name),
    category: text(product.category),
    price: minorUnits(price, currency),
    currency,
  };
};
