import { emptyCart, readCart } from './cart-storage.ts';
import { find } from './element.ts';

/** The cart has become an order. A cart begun since then stays: its id is another one. */
export function startOrderPage(): void {
  if (find('[data-order-cart]').dataset.orderCart === readCart().id) emptyCart();
}
