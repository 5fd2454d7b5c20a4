export { createSmtpSender, type SmtpOptions } from './smtp/index.ts';
