import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, wholeNumber } from '../db/index.ts';

export const products = pgTable('products', {
  tenantId: id('tenant_id', 'ten').notNull(),
  id: text('id').notNull(),
  title: text('title').notNull(),
  url: text('url').notNull(),
  imageUrl: text('image_url'),
  category: text('category'),
  price: wholeNumber('price'),
  currency: text('currency'),
  updatedAt: instant('updated_at').notNull(),
});

export const variants = pgTable('variants', {
  tenantId: id('tenant_id', 'ten').notNull(),
  productId: text('product_id').notNull(),
  id: text('id').notNull(),
  title: text('title').notNull(),
  url: text('url'),
  imageUrl: text('image_url'),
  price: wholeNumber('price'),
  updatedAt: instant('updated_at').notNull(),
});

export const stock = pgTable('stock', {
  tenantId: id('tenant_id', 'ten').notNull(),
  productId: text('product_id').notNull(),
  variantId: text('variant_id').notNull().default(''),
  quantity: integer('quantity'),
  saidAt: instant('said_at').notNull(),
  restock: integer('restock').notNull().default(0),
});

export const stockChanges = pgTable('stock_changes', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  productId: text('product_id').notNull(),
  variantId: text('variant_id').notNull(),
  before: integer('before'),
  quantity: integer('quantity'),
  restock: integer('restock').notNull(),
  at: instant('at').notNull(),
});

export const priceChanges = pgTable('price_changes', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  productId: text('product_id').notNull(),
  variantId: text('variant_id').notNull(),
  before: wholeNumber('before').notNull(),
  after: wholeNumber('after').notNull(),
  isDrop: boolean('is_drop').notNull(),
  at: instant('at').notNull(),
});
