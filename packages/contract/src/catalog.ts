import { z } from 'zod';
import { currencySchema, minorUnitsSchema } from './money.ts';
import { timeSchema } from './time.ts';

/** What one call may carry. */
export const catalogLimits = { products: 500, variants: 200, stock: 1_000 } as const;

const id = z.string().min(1).max(200);
const text = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'holds characters that cannot be stored');
const address = z.url({ protocol: /^https?$/ }).max(2_000);
const quantity = z.int().min(0).max(1_000_000_000).nullable().describe('null: more than anybody counts.');

export const variantSchema = z.strictObject({
  id,
  title: text.describe('What tells it from its siblings: `Blue, M`.'),
  url: address.optional(),
  imageUrl: address.optional(),
  price: minorUnitsSchema.optional().describe("In the product's currency."),
  quantity: quantity.optional(),
});

export const productSchema = z
  .strictObject({
    id: id.describe("The shop's own id: the `productId` of events."),
    title: text,
    url: address,
    imageUrl: address.optional(),
    category: text.optional(),
    price: minorUnitsSchema.optional(),
    currency: currencySchema.optional(),
    variants: z.array(variantSchema).max(catalogLimits.variants).optional(),
    quantity: quantity.optional().describe('Of a product without variants.'),
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
  productId: id,
  variantId: id.optional(),
  quantity,
  at: timeSchema.optional().describe('When it was so; left out: now. Older news does not replace newer.'),
});

export type StockLevel = z.infer<typeof stockLevelSchema>;

export const setStockSchema = z.strictObject({ stock: z.array(stockLevelSchema).min(1).max(catalogLimits.stock) });

export const stockAnswerSchema = z.object({
  changed: z.int().describe('Levels that are other than before.'),
  restocked: z.int().describe('Of these, sold out before and there again: their waitlists are told.'),
});

export const productsAnswerSchema = z.object({ saved: z.int(), ...stockAnswerSchema.shape });

/** What a page may know about stock: not how many there are. */
export const availabilitySchema = z.object({
  productId: z.string(),
  variantId: z.string().nullable(),
  isSoldOut: z.boolean().nullable().describe('null: the catalog does not know.'),
});

export type Availability = z.infer<typeof availabilitySchema>;
