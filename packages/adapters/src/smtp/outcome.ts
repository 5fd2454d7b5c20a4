import type { SendOutcome } from '@beckon/core/ports';

/** The fields of nodemailer's errors. */
type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** Steps at which a response is about this mail or its recipient. Earlier responses are about us or the server. */
const aboutThisMail = new Set(['RCPT TO', 'DATA']);

/**
 * Reads a failure. A 5xx response to the recipient or the mail is final. Any other response may change, since a refused
 * connection, greeting, sign-in or sender does not depend on the recipient. Without a response, the outcome depends on
 * whether any of the mail was sent; nodemailer's command (`CONN`) does not show this, since it is the same for every
 * lost connection.
 * @param hasLeft whether bytes of the mail itself were written to the connection
 */
export function toOutcome(error: unknown, hasLeft: boolean): SendOutcome {
  const { code, command, responseCode, message } = error as SmtpError;
  const reason = describe(code, responseCode, message);
  if (responseCode !== undefined && responseCode >= 400) {
    if (responseCode < 500 || !aboutThisMail.has(command ?? '')) return { outcome: 'retry', reason };
    return noSuchMailbox.test(message) ? { outcome: 'failed', reason, bounce: 'hard' } : { outcome: 'failed', reason };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'failed', reason };
  return hasLeft ? { outcome: 'uncertain', reason } : { outcome: 'retry', reason };
}

/**
 * Enhanced status codes (RFC 3463) that say that the mailbox or its domain does not exist, or is closed. Others are about
 * policy, size or content and say nothing about the address.
 */
const noSuchMailbox = /\b5\.(1\.(0|1|2|3|6|10)|2\.1)\b/;

/** Responses of mail servers quote addresses, so only codes are kept. */
function describe(code: string | undefined, responseCode: number | undefined, message: string): string {
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return `smtp: ${[responseCode, enhanced, code].filter(Boolean).join(' ') || 'no answer'}`;
}
