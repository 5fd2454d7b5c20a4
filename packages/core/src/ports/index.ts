export * from './captcha.ts';
export * from './context.ts';
export * from './database.ts';
export * from './email-sender.ts';
export * from './push-sender.ts';
export * from './system.ts';
