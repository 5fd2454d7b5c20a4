import { bounceOf, statusCodeIn } from '@beckon/core/lib';
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
  const status = statusCodeIn(message);
  const reason = describe(code, responseCode, status);
  if (responseCode !== undefined && responseCode >= 400) {
    if (responseCode < 500 || !aboutThisMail.has(command ?? '')) return { outcome: 'retry', reason };
    const isHard = status !== null && bounceOf(status) === 'hard';
    return isHard ? { outcome: 'failed', reason, bounce: 'hard' } : { outcome: 'failed', reason };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'failed', reason };
  return hasLeft ? { outcome: 'uncertain', reason } : { outcome: 'retry', reason };
}

/** Responses of mail servers quote addresses, so only codes are kept. */
function describe(code: string | undefined, responseCode: number | undefined, status: string | null): string {
  return `smtp: ${[responseCode, status, code].filter(Boolean).join(' ') || 'no answer'}`;
}
