import { glow } from './glow.ts';
import { grow } from './grow.ts';
import type { CategoryId, Product, Variant } from './product.ts';
import { serve } from './serve.ts';
import { sit } from './sit.ts';

export const products: readonly Product[] = [
  // In display order: neighbours differ in category and colour.
  ...[0, 1, 2].flatMap((row) => [grow[row], sit[row], serve[row], glow[row]]),
].filter((product) => product !== undefined);

const productById = new Map(products.map((product) => [product.id, product]));
const byVariantId = new Map(
  products.flatMap((product) => product.variants.map((variant) => [variant.id, { product, variant }] as const)),
);

export function findProduct(id: string): Product | undefined {
  return productById.get(id);
}

export function findVariant(id: string): { product: Product; variant: Variant } | undefined {
  return byVariantId.get(id);
}

export function productsOf(category: CategoryId | null): readonly Product[] {
  return category === null ? products : products.filter((product) => product.category === category);
}

export function initialStock(): [variantId: string, pieces: number][] {
  return products.flatMap((product) => product.variants.map((v): [string, number] => [v.id, v.stock]));
}
