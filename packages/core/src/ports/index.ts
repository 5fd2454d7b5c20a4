export type { Captcha, CaptchaAnswer, CaptchaOutcome, CaptchaSetting } from './captcha.ts';
export type { AnyContext, Context, Secrets } from './context.ts';
export type { Db, Queryable, Row, Statement, Transaction } from './database.ts';
export type { EmailSender, OutgoingEmail, SendOutcome } from './email-sender.ts';
export type { OutgoingPush, PushAddress, PushOutcome, PushSender } from './push-sender.ts';
export type { Channel, SenderOf, SenderRegistry, Senders } from './senders.ts';
export type { OutgoingSms, SmsOutcome, SmsSender } from './sms-sender.ts';
export type { Clock, Ids, Log, LogFields, Random, WallClock } from './system.ts';
export type { OutgoingWebhook, WebhookOutcome, WebhookSender } from './webhook-sender.ts';
