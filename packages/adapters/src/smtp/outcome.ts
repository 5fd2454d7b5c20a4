import type { SendOutcome } from '@beckon/core/ports';

/** What nodemailer tells about a failure. */
type SmtpError = Error & { code?: string; responseCode?: number };

/**
 * Reads a failure: a 5xx answer is final, a 4xx may be tried again. Without an answer it depends on whether any of the
 * mail had left us: nodemailer names the same command (`CONN`) for every loss of a connection, so that does not tell.
 * @param hasLeft bytes of the mail itself were handed to the connection
 */
export function toOutcome(error: unknown, hasLeft: boolean): SendOutcome {
  const { code, responseCode, message } = error as SmtpError;
  const reason = describe(code, responseCode, message);
  // Wrong credentials are ours to mend, the mail is not at fault.
  if (code === 'EAUTH') return { outcome: 'retry', reason };
  if (responseCode !== undefined && responseCode >= 500) return { outcome: 'failed', reason };
  if (responseCode !== undefined && responseCode >= 400) return { outcome: 'retry', reason };
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'failed', reason };
  return hasLeft ? { outcome: 'uncertain', reason } : { outcome: 'retry', reason };
}

/** Answers of mail servers quote addresses: only codes are kept. */
function describe(code: string | undefined, responseCode: number | undefined, message: string): string {
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return `smtp: ${[responseCode, enhanced, code].filter(Boolean).join(' ') || 'no answer'}`;
}
