export { type AltchaOptions, createAltcha } from './altcha/index.ts';
export { createDns, type DnsOptions } from './dns/index.ts';
export { createHcaptcha, type HcaptchaOptions } from './hcaptcha/index.ts';
export { createSmtpSender, type SmtpOptions, spfNeedOf } from './smtp/index.ts';
export { createTurnstile, type TurnstileOptions } from './turnstile/index.ts';
export {
  createWebPushSender,
  deriveVapidKeys,
  type PushHosts,
  readPushHosts,
  type VapidKeys,
  type WebPushOptions,
} from './web-push/index.ts';
export { createWebhookSender } from './webhooks/index.ts';
