import { z } from 'zod';
import { optionalReferenceSchema, referenceSchema } from '../identifier-schemas.ts';
import { currencySchema, minorUnitsSchema } from '../money.ts';
import { timeSchema } from '../time.ts';
import type { Endpoint } from './endpoint.ts';

/** What one call may carry. */
export const catalogLimits = { products: 500, variants: 200, stock: 1_000 } as const;

const isStorable = (value: string) => !value.includes('\0') && value.isWellFormed();
const notStorable = 'holds characters that cannot be stored';
const text = z.string().trim().min(1).max(500).refine(isStorable, notStorable);
const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine(isStorable, notStorable);
const quantity = z
  .int()
  .min(-1_000_000_000)
  .max(1_000_000_000)
  .nullable()
  .transform((count) => (count === null ? null : Math.max(count, 0)))
  .describe('null: unlimited stock. Values below 0 (oversold) count as 0.');

export const variantSchema = z.strictObject({
  id: referenceSchema,
  title: text.describe('What distinguishes it from the other variants: `Blue, M`.'),
  url: address.optional(),
  imageUrl: address.optional(),
  price: minorUnitsSchema.optional().describe("In the product's currency."),
  quantity: quantity.optional(),
});

export const productSchema = z
  .strictObject({
    id: referenceSchema.describe("The shop's own id: the `productId` of events."),
    title: text,
    url: address,
    imageUrl: address.optional(),
    category: text.optional(),
    price: minorUnitsSchema.optional(),
    currency: currencySchema.optional(),
    variants: z.array(variantSchema).max(catalogLimits.variants).optional(),
    quantity: quantity.optional().describe('For products without variants.'),
  })
  .refine(({ price, currency }) => price === undefined || currency !== undefined, {
    path: ['currency'],
    message: 'a price needs its currency',
  })
  .refine(({ variants, quantity }) => quantity === undefined || !variants?.length, {
    path: ['quantity'],
    message: 'a product with variants has the quantities there',
  });

export type Product = z.infer<typeof productSchema>;

export const putProductsSchema = z.strictObject({
  products: z.array(productSchema).min(1).max(catalogLimits.products),
});

export const stockLevelSchema = z.strictObject({
  productId: referenceSchema,
  variantId: optionalReferenceSchema,
  quantity,
  at: timeSchema
    .optional()
    .describe('When the level was measured. Default: now. An older level does not replace a newer one.'),
});

export type StockLevel = z.infer<typeof stockLevelSchema>;

export const setStockSchema = z.strictObject({ stock: z.array(stockLevelSchema).min(1).max(catalogLimits.stock) });

const itemResult = {
  result: z.enum(['saved', 'refused']),
  reason: z.string().optional().describe('For rejected entries: the field, and what was expected.'),
};

export const stockResultSchema = z.object({
  productId: z.string().nullable().describe('As sent; null if it was not a valid id.'),
  variantId: z.string().nullable(),
  ...itemResult,
});

export type StockResult = z.infer<typeof stockResultSchema>;

export const productResultSchema = z.object({
  id: z.string().nullable().describe('As sent; null if it was not a valid id.'),
  ...itemResult,
});

export type ProductResult = z.infer<typeof productResultSchema>;

const stockCounts = {
  saved: z.int(),
  refused: z.int().describe('Entries that were rejected. All others were accepted.'),
  changed: z.int().describe('Levels that changed.'),
  restocked: z.int().describe('Levels that went from sold out to available; their waitlists are notified.'),
};

export const stockAnswerSchema = z.object({
  ...stockCounts,
  results: z.array(stockResultSchema).describe('One entry per level, in the order sent.'),
});

export const productsAnswerSchema = z.object({
  ...stockCounts,
  results: z.array(productResultSchema).describe('One entry per product, in the order sent.'),
});

/** What a page may know about stock: not how many there are. */
export const availabilitySchema = z.object({
  productId: z.string(),
  variantId: z.string().nullable(),
  isSoldOut: z.boolean().nullable().describe('null: not in the catalog.'),
});

export type Availability = z.infer<typeof availabilitySchema>;

/** The calls about products and their stock. */
export const catalogEndpoints = {
  readAvailability: {
    method: 'get',
    path: '/v1/stock',
    summary: 'Check whether a product or variant is sold out. `?key=pk_…&productId=…&variantId=…`',
    access: 'write_key',
    query: z.strictObject({
      key: z.string().optional(),
      productId: referenceSchema,
      variantId: optionalReferenceSchema,
    }),
    status: 200,
    response: availabilitySchema,
  },
  putProducts: {
    method: 'put',
    path: '/api/v1/catalog/products',
    summary:
      'Create or replace products with their variants and stock. Each has its own result. Messages use the titles, prices and links from here.',
    access: 'catalog.write',
    body: putProductsSchema,
    status: 200,
    response: productsAnswerSchema,
  },
  setStock: {
    method: 'post',
    path: '/api/v1/catalog/stock',
    summary:
      'Set stock levels. Each has its own result. Waitlists of products that are back in stock are notified within an hour.',
    access: 'catalog.write',
    body: setStockSchema,
    status: 200,
    response: stockAnswerSchema,
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
