import { productsAnswerSchema, stockAnswerSchema } from '@beckon/contract';
import { readAvailability, readProduct } from '@beckon/core/catalog';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, newTenant } = await createTestApi();

type Body = {
  saved: number;
  refused: number;
  results: { result: string }[];
  code: string;
  errors: unknown[];
};

async function setUp() {
  const tenant = await newTenant();
  const call = async (method: string, path: string, body: unknown) => {
    const answer = await app.request(`/api/v1/catalog/${path}`, {
      method,
      headers: { authorization: `Bearer ${tenant.secretKey}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  return {
    setStock: (...stock: unknown[]) => call('POST', 'stock', { stock }),
    putProducts: (...products: unknown[]) => call('PUT', 'products', { products }),
    call,
    isSoldOut: async (productId: string, variantId = '') =>
      (await readAvailability(ctx, tenant.id, productId, variantId)).isSoldOut,
    product: (id: string, variantId = '') => readProduct(ctx, tenant.id, id, variantId),
  };
}
const level = (productId: unknown, quantity: unknown, more: object = {}) => ({ productId, quantity, ...more });
const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug' };

test.each([-2, -1, 0, -1_000_000])(
  'oversold is sold out, and does not lose the restock beside it: %i',
  async (left) => {
    const { setStock, isSoldOut } = await setUp();
    await setStock(level('mug', 0, { variantId: 'red' }), level('mug', 3, { variantId: 'blue' }));
    const { status, body } = await setStock(
      level('mug', 1, { variantId: 'red' }),
      level('mug', left, { variantId: 'blue' }),
    );
    expect(status).toBe(200);
    expect(stockAnswerSchema.parse(body)).toEqual({
      saved: 2,
      refused: 0,
      changed: 2,
      restocked: 1,
      results: [
        { productId: 'mug', variantId: 'red', result: 'saved' },
        { productId: 'mug', variantId: 'blue', result: 'saved' },
      ],
    });
    expect([await isSoldOut('mug', 'red'), await isSoldOut('mug', 'blue')]).toEqual([false, true]);
  },
);

test.each<[string, unknown, string | null, string]>([
  ['half a piece', level('bad', 0.5), 'bad', 'quantity'],
  ['a quantity in words', level('bad', 'many'), 'bad', 'quantity'],
  ['no quantity', { productId: 'bad' }, 'bad', 'quantity'],
  ['no product', { quantity: 1 }, null, 'productId'],
  ['a placeholder', level('undefined', 1), null, 'productId: "undefined" stands for no id'],
  ['half of a surrogate pair', level('\ud800', 1), null, 'productId'],
  ['a member that is not ours', level('bad', 1, { qty: 2 }), 'bad', 'qty'],
  ['a time that is none', level('bad', 1, { at: 'soon' }), 'bad', 'at'],
  ['no level at all', null, null, 'object'],
  ['a text', 'mug', null, 'object'],
])('a level with %s is named, and the 999 others are stored', async (_, bad, id, fault) => {
  const { setStock, isSoldOut } = await setUp();
  const good = Array.from({ length: 999 }, (_, number) => level(`p ${number}`, number % 2));
  const { status, body } = await setStock(...good.slice(0, 500), bad, ...good.slice(500));
  expect([status, body.saved, body.refused]).toEqual([200, 999, 1]);
  expect(body.results[500]).toEqual({
    productId: id,
    variantId: null,
    result: 'refused',
    reason: expect.stringContaining(fault),
  });
  expect(body.results.filter(({ result }) => result === 'refused')).toHaveLength(1);
  expect([await isSoldOut('p 0'), await isSoldOut('p 999'), await isSoldOut('p 998')]).toEqual([true, null, true]);
});

test('ids may be numbers, long ones with all their digits', async () => {
  const { call, isSoldOut } = await setUp();
  const { body } = await call(
    'POST',
    'stock',
    '{"stock":[{"productId":7210448301201999999,"variantId":17,"quantity":0},{"productId":7,"variantId":"null","quantity":0}]}',
  );
  expect(body.saved).toBe(2);
  expect(await isSoldOut('7210448301201999999', '17')).toBe(true);
  expect(await isSoldOut('7')).toBe(true);
});

test.each<[string, object, string | null, string]>([
  ['a price without currency', { price: 1 }, 'bad', 'currency'],
  ['a link that is none', { url: 'javascript:alert(1)' }, 'bad', 'url'],
  ['a link that cannot be stored', { url: 'https://shop.test/\ud800' }, 'bad', 'url'],
  ['a variant without title', { variants: [{ id: 'v' }] }, 'bad', 'variants.0.title'],
  ['a placeholder for its id', { id: '{{ product.id }}' }, null, 'id'],
  ['two quantities', { quantity: 1, variants: [{ id: 'v', title: 'V' }] }, 'bad', 'quantity'],
])('a product with %s is named, and its neighbours are stored', async (_, fault, id, named) => {
  const { putProducts, product } = await setUp();
  const { status, body } = await putProducts(mug, { ...mug, id: 'bad', ...fault }, { ...mug, id: 'lamp' });
  expect(status).toBe(200);
  expect(productsAnswerSchema.parse(body)).toMatchObject({ saved: 2, refused: 1 });
  expect(body.results).toEqual([
    { id: 'mug', result: 'saved' },
    { id, result: 'refused', reason: expect.stringContaining(named) },
    { id: 'lamp', result: 'saved' },
  ]);
  expect([(await product('mug'))?.title, await product('bad'), (await product('lamp'))?.title]).toEqual([
    'Mug',
    null,
    'Mug',
  ]);
});

test('a product that was oversold is sold out, in each of its variants', async () => {
  const { putProducts, isSoldOut } = await setUp();
  const variant = (id: string, quantity: number) => ({ id, title: id, quantity });
  const { body } = await putProducts(
    { ...mug, variants: [variant('red', -3), variant('blue', 2)] },
    {
      ...mug,
      id: 'lamp',
      quantity: -1,
    },
  );
  expect(body).toMatchObject({ saved: 2, changed: 3 });
  expect([await isSoldOut('mug', 'red'), await isSoldOut('mug', 'blue'), await isSoldOut('lamp')]).toEqual([
    true,
    false,
    true,
  ]);
});

test.each<[string, unknown]>([
  ['no level', { stock: [] }],
  ['no list', { stock: {} }],
  ['1,001 levels', { stock: Array.from({ length: 1_001 }, (_, number) => level(`p ${number}`, 1)) }],
  ['another member', { stock: [level('a', 1)], levels: [] }],
])('a body with %s is refused as a whole', async (_, given) => {
  const { call } = await setUp();
  const { status, body } = await call('POST', 'stock', given);
  expect([status, body.code]).toEqual([400, 'validation_failed']);
  expect(body.errors).not.toEqual([]);
});
