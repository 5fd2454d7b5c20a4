import type { Product } from '@beckon/contract';
import { expect, test } from 'vitest';
import type { Id } from '../lib/index.ts';
import { createTestContext, type TestTenant } from '../testing/index.ts';
import { readProduct, saveProducts } from './products.ts';
import { readAvailability, setStock } from './stock.ts';

const { ctx, newTenant } = await createTestContext();

const set = (tenant: TestTenant, ...levels: Parameters<typeof setStock>[2]) =>
  ctx.db.transaction((tx) => setStock({ ...ctx, db: tx }, tenant.id, levels));
const isSoldOut = async (tenant: TestTenant, productId: string, variantId = '') =>
  (await readAvailability(ctx, tenant.id, productId, variantId)).isSoldOut;

test('a sold-out variant that is available again is a restock, once each time', async () => {
  const tenant = await newTenant();
  expect(await set(tenant, { productId: 'mug', quantity: 3 })).toEqual({ changed: 1, restocks: [], soldOut: [] });
  expect(await set(tenant, { productId: 'mug', quantity: 0 })).toMatchObject({
    restocks: [],
    soldOut: [{ productId: 'mug', variantId: '' }],
  });
  const first = await set(tenant, { productId: 'mug', quantity: 5 });
  expect(first.restocks).toEqual([{ productId: 'mug', variantId: '', quantity: 5, restock: 1 }]);
  expect(await set(tenant, { productId: 'mug', quantity: 5 })).toEqual({ changed: 0, restocks: [], soldOut: [] });
  expect(await set(tenant, { productId: 'mug', quantity: 9 })).toMatchObject({ changed: 1, restocks: [] });
  await set(tenant, { productId: 'mug', quantity: 0 });
  expect((await set(tenant, { productId: 'mug', quantity: null })).restocks).toMatchObject([{ restock: 2 }]);
});

test('older news does not replace newer, in one call and in two', async () => {
  const tenant = await newTenant();
  const at = (hour: number) => `2026-03-01T0${hour}:00:00Z`;
  await set(tenant, { productId: 'mug', quantity: 0, at: at(5) }, { productId: 'mug', quantity: 7, at: at(4) });
  expect(await isSoldOut(tenant, 'mug')).toBe(true);
  expect(await set(tenant, { productId: 'mug', quantity: 7, at: at(3) })).toMatchObject({ changed: 0, restocks: [] });
  expect(await isSoldOut(tenant, 'mug')).toBe(true);
});

test('a product is sold out when all its variants are; without stock levels it is unknown', async () => {
  const tenant = await newTenant();
  expect(await isSoldOut(tenant, 'shirt')).toBeNull();
  await set(
    tenant,
    { productId: 'shirt', variantId: 'm', quantity: 0 },
    { productId: 'shirt', variantId: 'l', quantity: 1 },
  );
  expect([await isSoldOut(tenant, 'shirt'), await isSoldOut(tenant, 'shirt', 'm')]).toEqual([false, true]);
  await set(tenant, { productId: 'shirt', variantId: 'l', quantity: 0 });
  expect(await isSoldOut(tenant, 'shirt')).toBe(true);
  expect(await isSoldOut(await newTenant(), 'shirt')).toBeNull();
});

const save = (tenant: { id: Id<'ten'> }, products: Product[]) =>
  ctx.db.transaction((tx) => saveProducts({ ...ctx, db: tx }, tenant.id, products));

test('a variant has what its product has, where it says nothing itself', async () => {
  const tenant = await newTenant();
  const shirt = { id: 'shirt', title: 'Shirt', url: 'https://shop.test/shirt', price: 1_900, currency: 'EUR' };
  await save(tenant, [
    { ...shirt, title: 'Old' },
    { ...shirt, variants: [{ id: 'm', title: 'M', price: 2_100 }] },
  ]);
  await save(tenant, [{ ...shirt, imageUrl: 'https://shop.test/shirt.jpg' }]);
  expect(await readProduct(ctx, tenant.id, 'shirt', 'm')).toEqual({
    productId: 'shirt',
    variantId: 'm',
    title: 'Shirt, M',
    url: 'https://shop.test/shirt',
    imageUrl: 'https://shop.test/shirt.jpg',
    price: 2_100,
    currency: 'EUR',
    isSoldOut: false,
  });
  expect(await readProduct(ctx, tenant.id, 'shirt', '')).toMatchObject({ title: 'Shirt', price: 1_900 });
  expect(await readProduct(ctx, tenant.id, 'hat', '')).toBeNull();
});

test('a price that fell is noticed once for each product, in its own currency alone', async () => {
  const tenant = await newTenant();
  const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_000, currency: 'EUR' };
  const shirt = { id: 'shirt', title: 'Shirt', url: 'https://shop.test/shirt', price: 2_000, currency: 'EUR' };
  const sizes = (m: number, l: number) => [
    { id: 'm', title: 'M', price: m },
    { id: 'l', title: 'L', price: l },
  ];
  expect(await save(tenant, [mug, { ...shirt, variants: sizes(2_000, 2_200) }])).toEqual([]);
  expect(await save(tenant, [mug, shirt])).toEqual([]);
  expect(
    await save(tenant, [
      { ...mug, price: 900 },
      { ...shirt, price: 1_900, variants: sizes(1_800, 1_100) },
    ]),
  ).toEqual([
    { productId: 'mug', variantId: '', before: 1_000, after: 900 },
    { productId: 'shirt', variantId: 'l', before: 2_200, after: 1_100 },
  ]);
  expect(await save(tenant, [{ ...mug, price: 950 }])).toEqual([]);
  expect(await save(tenant, [{ ...mug, price: 500, currency: 'USD' }])).toEqual([]);
  const { price: _, ...unpriced } = mug;
  expect(await save(tenant, [unpriced])).toEqual([]);
  expect(await save(tenant, [{ ...mug, price: 1 }])).toEqual([]);
});
