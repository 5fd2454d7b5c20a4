import { startAccountPage } from './account-page.ts';
import { beckon } from './beckon.ts';
import { startCartPage } from './cart-page.ts';
import { onCartChange, showCartCount } from './cart-storage.ts';
import { startCheckoutPage } from './checkout-page.ts';
import { startConsentBanner } from './consent-banner.ts';
import { startOrderPage } from './order-page.ts';
import { startProductPage } from './product-page.ts';

const pages: Record<string, () => void> = {
  account: startAccountPage,
  product: startProductPage,
  cart: startCartPage,
  checkout: startCheckoutPage,
  order: startOrderPage,
};

// First, since the queue replaces beckon.js until it has loaded.
beckon();
startConsentBanner();
pages[document.body.dataset.page ?? '']?.();
showCartCount();
onCartChange(showCartCount);
// The back button may restore the page with an old count.
addEventListener('pageshow', showCartCount);
