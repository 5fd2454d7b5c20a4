export { type Beckon, type BeckonOptions, startBeckon } from './start-beckon.ts';
export type {
  Consent,
  Entrance,
  Facts,
  Mail,
  MailLink,
  Message,
  Outbox,
  PostedWebhook,
  Product,
  Push,
  Shop,
  ShopOptions,
  Shopper,
  Sms,
} from './types.ts';
