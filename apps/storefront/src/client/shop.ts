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

// First of all: the queue stands in for beckon.js until it arrives.
beckon();
startConsentBanner();
pages[document.body.dataset.page ?? '']?.();
showCartCount();
onCartChange(showCartCount);
// "Back" may bring a page as it was left, with the count of then.
addEventListener('pageshow', showCartCount);
