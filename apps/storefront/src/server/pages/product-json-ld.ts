import { currency } from '../../shared/catalog.ts';
import { categories, colours, type Product } from '../catalog/product.ts';
import { pictureUrl } from '../pictures/picture-url.ts';
import type { PageContext } from './page-context.ts';

/** schema.org data, from which search engines show price and availability. */
export function productJsonLd(product: Product, { origin, stock }: PageContext) {
  const absolute = (path: string) => new URL(path, origin).href;
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    productID: product.id,
    name: product.title,
    description: product.teaser,
    category: categories[product.category].name,
    brand: { '@type': 'Brand', name: 'Third Floor' },
    image: [...new Set(product.variants.map(({ colour }) => absolute(pictureUrl(product.id, colour))))],
    offers: product.variants.map((variant) => ({
      '@type': 'Offer',
      sku: variant.id,
      color: colours[variant.colour],
      ...(variant.size === null ? {} : { size: variant.size }),
      url: absolute(`/products/${product.id}`),
      price: (variant.price / 100).toFixed(2),
      priceCurrency: currency,
      availability: `https://schema.org/${stock.left(variant.id) > 0 ? 'InStock' : 'OutOfStock'}`,
      itemCondition: 'https://schema.org/NewCondition',
    })),
  };
}
