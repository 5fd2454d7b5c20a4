import type { SendOutcome } from '@beckon/core/ports';

/** What nodemailer tells about a failure. */
type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** Steps at which a server speaks of this mail and its recipient. Before them it speaks of us, or of itself. */
const aboutThisMail = new Set(['RCPT TO', 'DATA']);

/**
 * Reads a failure: a 5xx answer to the recipient or the mail is final; any other answer may be another one the next time,
 * since a refused connection, greeting, sign-in or sender says nothing of the recipient. Without an answer it depends on
 * whether any of the mail had left us: nodemailer names the same command (`CONN`) for every loss of a connection, so that
 * does not tell.
 * @param hasLeft bytes of the mail itself were handed to the connection
 */
export function toOutcome(error: unknown, hasLeft: boolean): SendOutcome {
  const { code, command, responseCode, message } = error as SmtpError;
  const reason = describe(code, responseCode, message);
  if (responseCode !== undefined && responseCode >= 400) {
    const isFinal = responseCode >= 500 && aboutThisMail.has(command ?? '');
    return { outcome: isFinal ? 'failed' : 'retry', reason };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'failed', reason };
  return hasLeft ? { outcome: 'uncertain', reason } : { outcome: 'retry', reason };
}

/** Answers of mail servers quote addresses: only codes are kept. */
function describe(code: string | undefined, responseCode: number | undefined, message: string): string {
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return `smtp: ${[responseCode, enhanced, code].filter(Boolean).join(' ') || 'no answer'}`;
}
