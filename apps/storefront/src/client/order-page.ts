import { emptyCart, readCart } from './cart-storage.ts';
import { find } from './element.ts';

/** The cart was ordered. A newer cart stays: it has another id. */
export function startOrderPage(): void {
  if (find('[data-order-cart]').dataset.orderCart === readCart().id) emptyCart();
}
