import type { SendOutcome } from '@beckon/core/ports';

/** What nodemailer tells about a failure. */
type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** These fail before the message itself was handed over: nothing left us. */
const beforeMessage = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS', 'AUTH', 'AUTH PLAIN', 'MAIL FROM', 'RCPT TO']);

/** Reads a failure: a 5xx answer is final, a 4xx or a connection that never came may be tried again. */
export function toOutcome(error: unknown): SendOutcome {
  const { code, command, responseCode, message } = error as SmtpError;
  const reason = describe(code, responseCode, message);
  if (responseCode !== undefined && responseCode >= 500) return { outcome: 'failed', reason };
  if (responseCode !== undefined && responseCode >= 400) return { outcome: 'retry', reason };
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'failed', reason };
  if (code === 'EDNS' || code === 'ECONNREFUSED' || (command !== undefined && beforeMessage.has(command))) {
    return { outcome: 'retry', reason };
  }
  return { outcome: 'uncertain', reason };
}

/** Answers of mail servers quote addresses: only codes are kept. */
function describe(code: string | undefined, responseCode: number | undefined, message: string): string {
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return `smtp: ${[responseCode, enhanced, code].filter(Boolean).join(' ') || 'no answer'}`;
}
