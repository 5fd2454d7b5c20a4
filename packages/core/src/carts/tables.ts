import { boolean, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';
import type { CartLine } from './contents.ts';

export const cartChanges = pgTable('cart_changes', {
  tenantId: id('tenant_id', 'ten').notNull(),
  seq: wholeNumber('seq').notNull(),
  personId: text('person_id').notNull(),
  cartId: text('cart_id'),
  kind: text('kind').$type<'added' | 'removed' | 'contents'>().notNull(),
  lines: json<CartLine[]>('lines').notNull(),
  occurredAt: instant('occurred_at').notNull(),
});

export const cartOrders = pgTable('cart_orders', {
  tenantId: id('tenant_id', 'ten').notNull(),
  seq: wholeNumber('seq').notNull(),
  personId: text('person_id').notNull(),
  cartId: text('cart_id'),
  isTrusted: boolean('is_trusted').notNull(),
  placedAt: instant('placed_at').notNull(),
});

export const carts = pgTable('carts', {
  tenantId: id('tenant_id', 'ten').notNull(),
  personId: text('person_id').notNull(),
  lastChangeAt: instant('last_change_at').notNull(),
  isSettled: boolean('is_settled').notNull().default(false),
});

export const cartAbandonments = pgTable('cart_abandonments', {
  tenantId: id('tenant_id', 'ten').notNull(),
  personId: text('person_id').notNull(),
  lastChangeAt: instant('last_change_at').notNull(),
  writtenAt: instant('written_at').notNull(),
});
