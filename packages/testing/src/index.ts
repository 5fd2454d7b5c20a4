export { type Beckon, type BeckonOptions, startBeckon } from './start-beckon.ts';
export type {
  Consent,
  Facts,
  Identity,
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
