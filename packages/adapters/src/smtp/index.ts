import type { EmailSender, OutgoingEmail, SendOutcome } from '@beckon/core/ports';
import { createTransport } from 'nodemailer';
import { toOutcome } from './outcome.ts';

export type SmtpOptions = {
  /** `smtp://host:port` or `smtps://user:password@host`. */
  url: string;
  /** Milliseconds for each wait: for the connection, the greeting, an answer. */
  timeout?: number;
};

/**
 * Sends through any SMTP server. SMTP knows no idempotency key, so a repeat could double: an answer that got lost is
 * `uncertain`, never tried again.
 */
export function createSmtpSender(options: SmtpOptions): EmailSender {
  const timeout = options.timeout ?? 10_000;
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]);

  return {
    platform: 'smtp',
    idempotencyWindow: 0,
    async send(email: OutgoingEmail): Promise<SendOutcome> {
      try {
        const info = await transport.sendMail({
          from: email.from,
          to: email.to.name === null ? email.to.address : { name: email.to.name, address: email.to.address },
          subject: email.subject,
          html: email.html,
          text: email.text,
          headers: email.headers,
          messageId: `<${email.vendorKey}@${email.from.address.split('@')[1]}>`,
        });
        return { outcome: 'sent', vendorId: info.messageId };
      } catch (error) {
        return toOutcome(error);
      }
    },
  };
}
