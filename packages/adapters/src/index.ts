export { createSmtpSender, type SmtpOptions } from './smtp/index.ts';
export {
  createWebPushSender,
  deriveVapidKeys,
  type PushHosts,
  readPushHosts,
  type VapidKeys,
  type WebPushOptions,
} from './web-push/index.ts';
