import { lowStock, maxPerLine, type ShopProduct, type ShopVariant } from '../shared/catalog.ts';
import { formatMoney } from '../shared/money.ts';
import { quantityOf, withQuantity } from './cart.ts';
import { reportAdded, reportViewed } from './cart-events.ts';
import { readCart, saveCart } from './cart-storage.ts';
import { element, find, pageData } from './element.ts';

/** The variant of the chosen colour and size; if the combination does not exist, one of that colour. */
function chosenVariant(product: ShopProduct, form: HTMLFormElement): ShopVariant {
  const data = new FormData(form);
  const [colour, size] = [data.get('colour'), data.get('size')];
  const ofColour = product.variants.filter((variant) => colour === null || variant.colour === colour);
  const variant = ofColour.find((v) => size === null || v.size === size) ?? ofColour[0] ?? product.variants[0];
  if (!variant) throw new Error('A product has at least one variant');
  return variant;
}

function showVariant(variant: ShopVariant, form: HTMLFormElement): void {
  const image = find<HTMLImageElement>('[data-image]');
  image.src = variant.imageUrl;
  image.alt = variant.imageAlt;
  find<HTMLImageElement>('[data-close-up]').src = variant.closeUpUrl;
  find('[data-price]', form).textContent = formatMoney(variant.price);

  const stock = find('[data-stock]', form);
  const state = variant.stock === 0 ? 'out' : variant.stock <= lowStock ? 'low' : 'in';
  stock.dataset.state = state;
  stock.textContent = { out: 'Sold out', low: `Only ${variant.stock} left`, in: 'In stock' }[state];
  find<HTMLButtonElement>('button[type=submit]', form).disabled = variant.stock === 0;
  const waitlist = find('beckon-back-in-stock');
  waitlist.setAttribute('variant-id', variant.id);
  waitlist.setAttribute('sold-out', `${variant.stock === 0}`);
  find('[data-added]', form).textContent = '';
}

function addToCart(product: ShopProduct, variant: ShopVariant, form: HTMLFormElement): void {
  const field = find<HTMLInputElement>('input[name=quantity]', form);
  const cart = readCart();
  const before = quantityOf(cart, variant.id);
  const wanted = Math.max(1, Math.trunc(field.valueAsNumber) || 1);
  const after = Math.min(before + wanted, variant.stock, maxPerLine);
  const added = after - before;
  const message = find('[data-added]', form);
  if (added <= 0) {
    message.textContent = `You have all ${before} of them in your cart.`;
    return;
  }
  saveCart(withQuantity(cart, variant.id, after));
  reportAdded(product, variant, added, cart.id);
  const what = added === 1 ? 'Added to cart.' : `${added} added to cart.`;
  const note = added < wanted ? ' That is all there is.' : '';
  message.replaceChildren(`${what}${note} `, element('a', { href: '/cart' }, 'View cart'));
}

export function startProductPage(): void {
  const product = pageData<ShopProduct>('product-data');
  const form = find<HTMLFormElement>('#buy');
  reportViewed(product, chosenVariant(product, form));
  // Browsers restore the chosen options after "back".
  showVariant(chosenVariant(product, form), form);

  form.addEventListener('change', ({ target }) => {
    if ((target as HTMLInputElement).type === 'radio') showVariant(chosenVariant(product, form), form);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    addToCart(product, chosenVariant(product, form), form);
  });
}
