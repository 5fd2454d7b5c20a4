import { expect, test } from 'vitest';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { listContacts, readContact } from './read-contacts.ts';
import { readTouch } from './touches.ts';

const { ctx, newTenant } = await createTestContext();

const view = (url: unknown, referrer?: unknown) =>
  readTouch({
    type: 'page_viewed',
    properties: { url, referrer },
    context: {},
    occurredAt: '2026-03-01T10:00:00.000Z',
  });

test.each<[string, string, string | undefined, object]>([
  [
    'a campaign',
    'https://shop.test/sale?utm_source=news&utm_medium=email&utm_campaign=spring&utm_term=mug&utm_content=top',
    'https://mail.test/',
    { source: 'news', medium: 'email', campaign: 'spring', term: 'mug', content: 'top', landingPath: '/sale' },
  ],
  [
    'a click id',
    'https://shop.test/?gclid=abc',
    'https://www.google.com/',
    { source: 'google', medium: 'paid', clickId: { name: 'gclid', value: 'abc' }, referrer: 'google.com' },
  ],
  ['another site', 'https://shop.test/', 'https://blog.test/post', { source: 'blog.test', medium: 'referral' }],
  ['the shop itself', 'https://shop.test/b', 'https://www.shop.test/a', { source: null, isDirect: true }],
  ['nowhere', 'https://shop.test/', undefined, { source: null, medium: null, isDirect: true }],
])('a visit from %s', (_, url, referrer, expected) => {
  expect(view(url, referrer)).toMatchObject(expected);
});

test('only a page view with an address is a touch', () => {
  expect(view(undefined)).toBeNull();
  expect(view('no address')).toBeNull();
  expect(view(['https://shop.test'])).toBeNull();
  expect(view('https://shop.test/', { toString: 1 })).toMatchObject({ isDirect: true });
});

test('long values are cut', () => {
  expect(view(`https://shop.test/?utm_source=${'x'.repeat(5_000)}`)?.source).toHaveLength(200);
});

async function visit(tenant: TestTenant, anonymousId: string, minute: number, query: string): Promise<void> {
  await collect(ctx, tenant.browser, [
    {
      id: `${anonymousId} ${minute}`,
      type: 'page_viewed',
      anonymousId,
      occurredAt: `2026-03-01T10:${minute}:00Z`,
      properties: { url: `https://shop.test/${query}` },
    },
  ]);
  await applyAll(ctx);
}

test('a contact keeps the first visit of all its browsers and the newest that something brought about', async () => {
  const tenant = await newTenant();
  await visit(tenant, 'phone', 20, '?utm_source=second');
  await visit(tenant, 'desk', 10, '');
  await visit(tenant, 'phone', 30, '?utm_source=third');
  await visit(tenant, 'desk', 40, '');
  await visit(tenant, 'desk', 25, '?utm_source=late');
  await collect(ctx, tenant.server, [
    { id: 'phone', type: 'identified', userId: 'anna', anonymousId: 'phone' },
    { id: 'desk', type: 'identified', userId: 'anna', anonymousId: 'desk' },
  ]);
  await applyAll(ctx);
  const [anna] = await listContacts(ctx, tenant.id, { filters: [], search: 'anna', limit: 1, before: null });
  expect(await readContact(ctx, tenant.id, anna!.id)).toMatchObject({
    firstTouch: { at: '2026-03-01T10:10:00.000Z', isDirect: true },
    lastTouch: { source: 'third' },
  });
});
