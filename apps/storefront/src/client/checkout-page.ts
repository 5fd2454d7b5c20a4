import type { ShopProduct } from '../shared/catalog.ts';
import { formatMoney } from '../shared/money.ts';
import { visitorId } from './beckon.ts';
import { type ShownLine, showLines } from './cart.ts';
import { reportCheckoutStarted } from './cart-events.ts';
import { readCart } from './cart-storage.ts';
import { element, find, pageData } from './element.ts';
import { totalsList } from './totals-list.ts';

function summaryLine({ product, variant, quantity }: ShownLine): HTMLElement {
  return element(
    'li',
    {},
    element('img', { src: variant.imageUrl, alt: '', width: 72, height: 72 }),
    element(
      'span',
      { class: 'line-text' },
      element('span', {}, product.title),
      element(
        'span',
        { class: 'note' },
        [variant.label, `${quantity} × ${formatMoney(variant.price)}`].filter(Boolean).join(' · '),
      ),
    ),
    element('span', { class: 'price' }, formatMoney(variant.price * quantity)),
  );
}

export function startCheckoutPage(): void {
  const catalog = pageData<ShopProduct[]>('catalog-data');
  const form = find<HTMLFormElement>('#checkout-form');
  const problems = document.querySelector<HTMLElement>('#error-summary');
  const cart = readCart();
  const lines = showLines(cart, catalog);

  find('#summary').replaceChildren(
    ...(lines.length === 0
      ? [element('p', {}, 'Your cart is empty.')]
      : [element('ul', { class: 'lines' }, ...lines.map(summaryLine)), totalsList(lines)]),
  );

  // A form that was returned with errors is the same checkout.
  if (problems) problems.focus();
  else if (lines.length > 0) reportCheckoutStarted(lines, cart.id);

  form.addEventListener('submit', () => {
    // The current cart: another tab may have changed it.
    const current = readCart();
    const fill = (name: string, value: string) => {
      find<HTMLInputElement>(`input[name=${name}]`, form).value = value;
    };
    fill(
      'cart',
      JSON.stringify(showLines(current, catalog).map(({ variantId, quantity }) => ({ variantId, quantity }))),
    );
    fill('cartId', current.id);
    fill('anonymousId', visitorId() ?? '');
  });
}
