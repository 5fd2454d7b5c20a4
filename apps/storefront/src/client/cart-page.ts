import { maxPerLine, type ShopProduct } from '../shared/catalog.ts';
import { formatMoney } from '../shared/money.ts';
import { type ShownLine, showLines, withQuantity } from './cart.ts';
import { reportAdded, reportRemoved } from './cart-events.ts';
import { onCartChange, readCart, saveCart } from './cart-storage.ts';
import { element, find, pageData } from './element.ts';
import { totalsList } from './totals-list.ts';

function stockNote({ variant, quantity }: ShownLine): string | null {
  if (variant.stock === 0) return 'Sold out meanwhile';
  return quantity > variant.stock ? `Only ${variant.stock} left` : null;
}

function cartLine(line: ShownLine, onQuantity: (line: ShownLine, quantity: number) => void): HTMLElement {
  const { product, variant, quantity } = line;
  const name = [product.title, variant.label].filter(Boolean).join(', ');
  const most = Math.min(Math.max(variant.stock, 1), maxPerLine);
  const field = element('input', {
    type: 'number',
    min: 1,
    max: most,
    value: quantity,
    inputmode: 'numeric',
    'aria-label': `Quantity of ${name}`,
    'data-variant': variant.id,
  });
  const remove = element('button', { type: 'button', class: 'link-button', 'aria-label': `Remove ${name}` }, 'Remove');
  field.addEventListener('change', () => onQuantity(line, Math.min(Math.max(1, field.valueAsNumber || 1), most)));
  remove.addEventListener('click', () => onQuantity(line, 0));
  const problem = stockNote(line);
  return element(
    'li',
    {},
    element('img', { src: variant.imageUrl, alt: '', width: 96, height: 96 }),
    element(
      'div',
      { class: 'line-text' },
      element('a', { href: product.url }, product.title),
      element('span', { class: 'note' }, [variant.label, formatMoney(variant.price)].filter(Boolean).join(' · ')),
      problem ? element('strong', { class: 'line-problem' }, problem) : null,
      remove,
    ),
    field,
    element('span', { class: 'price' }, formatMoney(variant.price * quantity)),
  );
}

function emptyState(): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('img', { src: '/pictures/nothing-here.svg', alt: '', width: 280, height: 280 }),
    element('p', { class: 'lead' }, 'Nothing in it yet. The balcony is patient.'),
    element('p', {}, element('a', { class: 'button', href: '/#shelf' }, 'See the shelf')),
  );
}

export function startCartPage(): void {
  const catalog = pageData<ShopProduct[]>('catalog-data');
  const place = find('#cart');
  const status = find('#cart-status');

  function changeQuantity({ product, variant, quantity: before }: ShownLine, after: number) {
    const cart = readCart();
    saveCart(withQuantity(cart, variant.id, after));
    if (after < before) reportRemoved(product, variant, before - after, cart.id);
    if (after > before) reportAdded(product, variant, after - before, cart.id);
    status.textContent = after === 0 ? `${product.title} removed.` : `${product.title}: quantity ${after}.`;
    show();
    const focused = place.querySelector<HTMLElement>(`[data-variant="${variant.id}"]`) ?? find('h1');
    focused.tabIndex = focused.tabIndex < 0 ? -1 : focused.tabIndex;
    focused.focus({ preventScroll: true });
  }

  function show() {
    const lines = showLines(readCart(), catalog);
    if (lines.length === 0) {
      place.replaceChildren(emptyState());
      return;
    }
    const isOrderable = lines.every((line) => stockNote(line) === null);
    place.replaceChildren(
      element(
        'div',
        { class: 'cart' },
        element(
          'ul',
          { class: 'lines lines-cart', 'aria-label': 'Items in your cart' },
          ...lines.map((line) => cartLine(line, changeQuantity)),
        ),
        element(
          'section',
          { class: 'summary', 'aria-labelledby': 'summary-title' },
          element('h2', { id: 'summary-title' }, 'Together'),
          totalsList(lines),
          isOrderable
            ? null
            : element(
                'p',
                { class: 'line-problem' },
                'Some items are no longer there in this quantity. Change them before the checkout.',
              ),
          element('a', { class: 'button button-wide', href: '/checkout' }, 'Checkout'),
        ),
      ),
    );
  }

  find('h1').tabIndex = -1;
  onCartChange(show);
  show();
}
