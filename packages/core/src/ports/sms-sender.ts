import type { SendOutcome } from './email-sender.ts';

/** An SMS ready to go out. */
export type OutgoingSms = {
  /** Beckon's id, the same in every attempt: vendors with idempotency keys drop a repeat. */
  vendorKey: string;
  /** In E.164, such as `+4915112345678`. */
  to: string;
  text: string;
};

/** `blocked`: the carrier refuses messages to this number until its owner replies START. */
export type SmsOutcome = SendOutcome | { outcome: 'blocked'; reason: string };

export interface SmsSender {
  /** The platform's slug, such as `twilio`. */
  readonly platform: string;
  /** How long a repeat under the same vendor key is dropped by the vendor, in milliseconds; 0 means never. */
  readonly idempotencyWindow: number;
  send(sms: OutgoingSms): Promise<SmsOutcome>;
  /** Deletes what the platform keeps of a number, where it keeps anything that can be deleted. */
  forget?(phone: string): Promise<void>;
}
