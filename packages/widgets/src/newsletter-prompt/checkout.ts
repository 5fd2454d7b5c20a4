import { pageTracker } from '../frame/page-tracker.ts';

/** Cart, checkout and payment pages as shop systems and shops call them, without accents. What has `checkout` in it is known anyway. */
const words = new Set(
  `cart basket bag shopping-cart shopping-bag order onepage payment pay
  kasse warenkorb einkaufswagen bestellung bezahlen panier caisse commande paiement
  carrito cesta pedido pago finalizar-compra carrinho pagamento carrello cassa ordine
  afrekenen winkelwagen winkelmand winkelmandje bestelling betaling
  koszyk zamowienie kosik pokladna objednavka kosar penztar rendeles cos cosul-meu comanda finalizare-comanda
  kurv indkobskurv handlekurv varukorg kassa kassan ostoskori sepet odeme kosarica blagajna
  корзина кошик количка καλαθι カート レジ 购物车 結帳 장바구니 결제`.split(/\s+/),
);

/** Parameters that name the page in shops whose addresses are all `index.php?…`. */
const pageParameters = ['route', 'controller', 'page', 'view', 'cl'];

/** Hosts of checkouts that shops do not run themselves. */
const hosts =
  /^(checkout|secure-checkout|pay|payments?|cart|kasse|kassa)\.|(^|\.)(shop\.app|(foxycart|onfastspring|chargebee)\.com)$/;

/**
 * Whether an address is that of a cart or a checkout, in whatever language or folder.
 * @example isCheckoutAddress(new URL('https://shop.example/de/kasse')) // true
 */
export function isCheckoutAddress({ hostname, pathname, search, hash }: URL | Location): boolean {
  const query = new URLSearchParams(search);
  const route = /^#!?\//.test(hash) ? hash : '';
  const pages = [pathname, route, ...pageParameters.map((name) => query.get(name) ?? '')];
  return hosts.test(hostname) || pages.some(isCheckoutPath);
}

function isCheckoutPath(path: string): boolean {
  const written = decode(path).toLowerCase().normalize('NFC');
  const isWord = (segment: string) => words.has(segment.replace(/\.\w+$/, '').replaceAll('_', '-'));
  return (
    /check-?out/.test(written) || [written, withoutAccents(written)].some((text) => text.split(/[/#!]+/).some(isWord))
  );
}

const withoutAccents = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłı]/g, (letter) => ({ ø: 'o', ł: 'l', ı: 'i' })[letter] as string);

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const flag = 'beckon.checkout';
const eventType = 'checkout_started';

/** Remembers for the visit that its checkout has started, from earlier events and later ones. */
export function watchCheckout(): void {
  const remember = () => {
    try {
      sessionStorage.setItem(flag, '1');
    } catch {}
  };
  if (hasBegun()) remember();
  pageTracker().on?.('event', ({ type }) => type === eventType && remember());
}

const hasBegun = () => performance.getEntriesByName(`beckon:${eventType}`).length > 0;

/** Whether this page is part of a checkout: by its address, by its markup, or because the checkout has started. */
export function isCheckout(): boolean {
  const { documentElement: root, body } = document;
  if (document.querySelector('[data-beckon-checkout]')) return true;
  if (/checkout/i.test(`${root.className} ${body.id} ${body.className}`)) return true;
  try {
    if (sessionStorage.getItem(flag)) return true;
  } catch {}
  return hasBegun() || isCheckoutAddress(location);
}
