import type { Id } from '../lib/index.ts';
import type { EmailSender } from './email-sender.ts';
import type { PushSender } from './push-sender.ts';
import type { SmsSender } from './sms-sender.ts';

/** The kind of sender of each channel. */
export type Senders = { email: EmailSender; sms: SmsSender; push: PushSender };

export type Channel = keyof Senders;

/** The sender of a channel for a tenant; null: no platform is connected that serves it. */
export type SenderOf = <C extends Channel>(tenantId: Id<'ten'>, channel: C) => Promise<Senders[C] | null>;

/** The senders of an installation: for each channel, which one a tenant has. */
export type SenderRegistry = { readonly [C in Channel]: (tenantId: Id<'ten'>) => Senders[C] | null };
