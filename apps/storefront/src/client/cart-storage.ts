import { type Cart, itemCount } from './cart.ts';

const storageName = 'third-floor-cart';
/** For browsers that refuse storage: the cart then exists only until the page is closed. */
let inMemory: Cart | null = null;

function newCart(): Cart {
  return { id: crypto.randomUUID?.() ?? `cart-${Date.now()}-${Math.random().toString(36).slice(2)}`, lines: [] };
}

function isCart(value: unknown): value is Cart {
  const { id, lines } = (value ?? {}) as Partial<Cart>;
  if (typeof id !== 'string' || !Array.isArray(lines)) return false;
  return lines.every(
    (line) => typeof line?.variantId === 'string' && Number.isInteger(line.quantity) && line.quantity > 0,
  );
}

export function readCart(): Cart {
  if (inMemory) return inMemory;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? 'null');
    if (isCart(stored)) return stored;
  } catch {}
  return newCart();
}

export function saveCart(cart: Cart): void {
  try {
    localStorage.setItem(storageName, JSON.stringify(cart));
  } catch {
    inMemory = cart;
  }
  showCartCount();
}

export function emptyCart(): void {
  saveCart(newCart());
}

/** The number beside "Cart" in the header. */
export function showCartCount(): void {
  const count = itemCount(readCart());
  const badge = document.querySelector<HTMLElement>('[data-cart-count]');
  if (!badge) return;
  badge.hidden = count === 0;
  badge.textContent = String(count);
  badge
    .closest('a')
    ?.setAttribute('aria-label', count === 0 ? 'Cart, empty' : `Cart, ${count} ${count === 1 ? 'item' : 'items'}`);
}

/** Another tab has changed the cart. */
export function onCartChange(listener: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === storageName) listener();
  });
}
