import { formatMoney } from '../shared/money.ts';
import { computeTotals, freeShippingFrom } from '../shared/totals.ts';
import type { ShownLine } from './cart.ts';
import { element } from './element.ts';

const row = (name: string, value: string, className = '') =>
  element('div', { class: className }, element('dt', {}, name), element('dd', {}, value));

/** Subtotal, shipping, total: calculated like on the server. */
export function totalsList(lines: readonly ShownLine[]): HTMLElement {
  const { subtotal, shipping, total } = computeTotals(
    lines.map(({ variant, quantity }) => ({ price: variant.price, quantity })),
  );
  const list = element(
    'dl',
    { class: 'totals' },
    row('Subtotal', formatMoney(subtotal)),
    row('Shipping', shipping === 0 ? 'Free' : formatMoney(shipping)),
    row('Total', formatMoney(total), 'totals-sum'),
  );
  const missing = freeShippingFrom - subtotal;
  return element(
    'div',
    {},
    list,
    missing > 0 ? element('p', { class: 'note' }, `${formatMoney(missing)} more and shipping is free.`) : null,
  );
}
