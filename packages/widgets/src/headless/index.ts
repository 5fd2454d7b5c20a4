'use client';

// The four hooks without a look of ours: nothing here draws.
export type { Item, StockHint } from '../back-in-stock/availability.ts';
export {
  type BackInStockFields,
  type BackInStockOptions,
  type BackInStockState,
  useBackInStock,
} from '../back-in-stock/use-back-in-stock.ts';
export type { Problem } from '../frame/submission.ts';
export {
  type NewsletterFields,
  type NewsletterOptions,
  type NewsletterState,
  useNewsletter,
} from '../newsletter/use-newsletter.ts';
export {
  type PreferencesOptions,
  type PreferencesState,
  usePreferences,
} from '../preference-center/use-preferences.ts';
export type { PushPermissionState, PushPlace } from '../push/subscription.ts';
export { type PushPermissionOptions, usePushPermission } from '../push-permission/use-push-permission.ts';
