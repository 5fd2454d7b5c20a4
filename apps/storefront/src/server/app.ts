import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { etag } from 'hono/etag';
import { html } from 'hono/html';
import type { Accounts } from './accounts/accounts.ts';
import { findProduct, findVariant } from './catalog/catalog.ts';
import { type CategoryId, categories } from './catalog/product.ts';
import type { Clock } from './clock.ts';
import type { Assets } from './http/assets.ts';
import { securityHeaders } from './http/security-headers.ts';
import { emptyValues, readCheckoutForm } from './orders/checkout-form.ts';
import { makeEventId } from './orders/ids.ts';
import type { OrderBook } from './orders/order-book.ts';
import type { Shortage, Stock } from './orders/stock.ts';
import { accountPage } from './pages/account-page.ts';
import { cartPage } from './pages/cart-page.ts';
import { checkoutPage } from './pages/checkout-page.ts';
import { homePage } from './pages/home-page.ts';
import { failurePage, notFoundPage } from './pages/message-page.ts';
import { orderPage } from './pages/order-page.ts';
import type { PageContext } from './pages/page-context.ts';
import { productPage } from './pages/product-page.ts';
import { reactPage } from './pages/react-page.ts';
import { warehousePage } from './pages/warehouse-page.ts';

export type StorefrontDeps = {
  apiUrl: string;
  writeKey: string;
  assets: Assets;
  pictures: ReadonlyMap<string, string>;
  stock: Stock;
  orders: OrderBook;
  accounts: Accounts;
  clock: Clock;
  log: (line: string) => void;
};

const formBytes = 64_000;
const sessionCookie = 'third-floor-session';
const day = 86_400;
/** Pieces in one delivery. */
const delivery = 10;

function shortageText({ variantId, left }: Shortage): string {
  const title = findVariant(variantId)?.product.title ?? 'One thing in your cart';
  return left === 0
    ? `${title} has just sold out. Remove it from the cart.`
    : `Only ${left} left of ${title}. Lower the quantity in the cart.`;
}

export function createStorefrontApp(deps: StorefrontDeps): Hono {
  const { apiUrl, writeKey, assets, pictures, stock, orders, accounts, clock, log } = deps;
  const app = new Hono();
  const contextOf = (url: string): PageContext => ({ apiUrl, writeKey, assets, stock, origin: new URL(url).origin });
  const newCheckoutId = () => makeEventId(clock.now());

  app.use(securityHeaders(new URL(apiUrl).origin));
  app.use(compress());

  app.get('/assets/:name', (c) => {
    const asset = assets.find(c.req.param('name'));
    if (!asset) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': `public, max-age=${365 * day}, immutable`,
    });
  });
  // Workers must be loaded from the shop's own host; their code comes from Beckon.
  app.get('/beckon/beckon-push-sw.js', (c) =>
    c.body(`importScripts(${JSON.stringify(`${apiUrl}/beckon-push-sw.js`)});`, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
    }),
  );
  app.use('/pictures/*', etag());
  app.on('GET', ['/pictures/:name', '/:name{favicon.svg}'], (c) => {
    const picture = pictures.get(c.req.param('name'));
    if (!picture) return c.notFound();
    return c.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=3600' });
  });

  // Pages show the current stock; those with personal data must not be cached.
  app.use(async (c, next) => {
    c.header('Cache-Control', /^\/(checkout|orders|account|react)/.test(c.req.path) ? 'no-store' : 'no-cache');
    await next();
  });
  app.get('/', (c) => {
    const asked = c.req.query('category');
    if (asked !== undefined && !Object.hasOwn(categories, asked)) return c.notFound();
    return c.html(homePage(contextOf(c.req.url), (asked as CategoryId | undefined) ?? null));
  });
  app.get('/products/:id', (c) => {
    const product = findProduct(c.req.param('id'));
    return product ? c.html(productPage(contextOf(c.req.url), product)) : c.notFound();
  });
  app.get('/cart', (c) => c.html(cartPage(contextOf(c.req.url))));
  app.get('/react', (c) => c.html(reactPage(contextOf(c.req.url), accounts.find(getCookie(c, sessionCookie)))));
  app.get('/account', (c) => c.html(accountPage(contextOf(c.req.url), accounts.find(getCookie(c, sessionCookie)))));
  app.post('/account/sign-out', (c) => {
    accounts.signOut(getCookie(c, sessionCookie));
    deleteCookie(c, sessionCookie);
    return c.redirect('/account', 303);
  });
  app.get('/warehouse', (c) => c.html(warehousePage(contextOf(c.req.url))));
  app.post('/warehouse', bodyLimit({ maxSize: formBytes }), async (c) => {
    const { variantId } = await c.req.parseBody().catch(() => ({ variantId: undefined }));
    if (typeof variantId !== 'string' || !findVariant(variantId)) return c.notFound();
    stock.put(variantId, delivery);
    return c.redirect('/warehouse', 303);
  });
  app.get('/checkout', (c) => {
    const state = { values: emptyValues, errors: {}, wantsAccount: false, checkoutId: newCheckoutId() };
    return c.html(checkoutPage(contextOf(c.req.url), state));
  });
  app.post('/checkout', bodyLimit({ maxSize: formBytes }), async (c) => {
    const { form, errors } = readCheckoutForm(await c.req.formData().catch(() => new FormData()));
    if (Object.keys(errors).length === 0) {
      const placed = orders.place(form, accounts.find(getCookie(c, sessionCookie)));
      if (placed.result !== 'short') {
        const { id, userId } = placed.order;
        if (userId !== null) setCookie(c, sessionCookie, accounts.signIn(userId), { httpOnly: true, sameSite: 'Lax' });
        return c.redirect(`/orders/${id}`, 303);
      }
      errors.cart = placed.shortages.map(shortageText).join(' ');
    }
    const checkoutId = form.checkoutId || newCheckoutId();
    return c.html(checkoutPage(contextOf(c.req.url), { ...form, errors, checkoutId }), 422);
  });
  app.get('/orders/:id', (c) => {
    const order = orders.find(c.req.param('id'));
    return order ? c.html(orderPage(contextOf(c.req.url), order)) : c.notFound();
  });

  app.notFound((c) => c.html(notFoundPage(contextOf(c.req.url), c.req.path), 404));
  app.onError((error, c) => {
    log(`storefront: ${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.html(html`${failurePage(contextOf(c.req.url), c.req.path)}`, 500);
  });
  return app;
}
