/** A mail ready to go out. Header values carry no line breaks: the renderer refuses them. */
export type OutgoingEmail = {
  /** Beckon's id, the same in every attempt: vendors with idempotency keys drop a repeat. */
  vendorKey: string;
  from: { name: string; address: string };
  to: { name: string | null; address: string };
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** By what the sender signs it (DKIM), if it signs by keys of ours. */
  dkim?: { domain: string; selector: string; privateKey: string } | null;
};

/** What the SPF record of a shop's domain has to contain so that a platform may send for it. */
export type SpfNeed = {
  /** Such as `include:_spf.example.com`. */
  mechanism: string;
  /** False where it is a guess: mail may leave by other servers, or with another domain in its envelope. */
  isCertain: boolean;
};

/** What became of one try. `uncertain`: bytes left us and no answer came, so a repeat could double. */
export type SendOutcome =
  | { outcome: 'sent'; vendorId: string | null }
  /** `bounce`: the platform said that the address does not exist. */
  | { outcome: 'failed'; reason: string; bounce?: 'hard' }
  | { outcome: 'retry'; reason: string; retryAfter?: number }
  | { outcome: 'uncertain'; reason: string };

export interface EmailSender {
  /** The platform's slug, such as `smtp`. */
  readonly platform: string;
  /** How long a repeat under the same vendor key is dropped by the vendor, in milliseconds; 0 means never. */
  readonly idempotencyWindow: number;
  /** It signs mails by keys of ours; other platforms sign by their own. */
  readonly signs?: boolean;
  /** Null or left out where it cannot be known. */
  readonly spf?: SpfNeed | null;
  send(email: OutgoingEmail): Promise<SendOutcome>;
  /** Deletes what the platform keeps of an address, where it keeps anything that can be deleted. */
  forget?(address: string): Promise<void>;
}
