import type { ShopProduct } from '../../shared/catalog.ts';
import type { Stock } from '../orders/stock.ts';
import { pictureUrl } from '../pictures/picture-url.ts';
import { categories, colours, type Product, type Variant } from './product.ts';

/** "Tomato, 3 litres": only the options that distinguish this variant. */
export function variantLabel(product: Product, variant: Variant): string {
  const hasColours = new Set(product.variants.map((v) => v.colour)).size > 1;
  const hasSizes = new Set(product.variants.map((v) => v.size)).size > 1;
  return [hasColours ? colours[variant.colour] : null, hasSizes ? variant.size : null]
    .filter((part) => part !== null)
    .join(', ');
}

export function imageAlt(product: Product, variant: Variant): string {
  return `${colours[variant.colour]} ${product.pictured}`;
}

/** The product data for the browser, with the current stock. */
export function publicProduct(product: Product, stock: Stock): ShopProduct {
  return {
    id: product.id,
    title: product.title,
    category: categories[product.category].name,
    url: `/products/${product.id}`,
    variants: product.variants.map((variant) => ({
      id: variant.id,
      label: variantLabel(product, variant),
      colour: variant.colour,
      size: variant.size,
      price: variant.price,
      stock: stock.left(variant.id),
      imageUrl: pictureUrl(product.id, variant.colour),
      closeUpUrl: pictureUrl(product.id, variant.colour, 'close-up'),
      imageAlt: imageAlt(product, variant),
    })),
  };
}
