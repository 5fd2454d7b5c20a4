import type { Readable } from 'node:stream';
import type { EmailSender, OutgoingEmail, SendOutcome } from '@beckon/core/ports';
import { createTransport } from 'nodemailer';
import { toOutcome } from './outcome.ts';
import { spfNeedOf } from './spf-need.ts';

export { spfNeedOf };

/** A mail written to a connection: the stream is read once the server accepts the data. */
type StreamedMail = {
  message: { createReadStream(): Readable };
  data: { onStream?: (stream: Readable) => void };
};

/**
 * The headers that a signature covers: those that people see, and both of one-click unsubscribing, which counts only if it
 * is signed (RFC 8058).
 */
const signedHeaders =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

export type SmtpOptions = {
  /** `smtp://host:port` or `smtps://user:password@host`. */
  url: string;
  /** Milliseconds for each step: connection, greeting, response. */
  timeout?: number;
};

/**
 * Sends through any SMTP server. SMTP has no idempotency keys, so a repeat could deliver twice: if the response is
 * lost, the outcome is `uncertain` and the mail is never sent again.
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
  transport.use('stream', (mail, done) => {
    const { message, data } = mail as unknown as StreamedMail;
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = () => {
      const stream = createReadStream();
      data.onStream?.(stream);
      return stream;
    };
    done();
  });

  return {
    platform: 'smtp',
    idempotencyWindow: 0,
    signs: true,
    spf: spfNeedOf(options.url),
    async send(email: OutgoingEmail): Promise<SendOutcome> {
      const streams: Readable[] = [];
      try {
        const mail = {
          from: email.from,
          to: email.to.name === null ? email.to.address : { name: email.to.name, address: email.to.address },
          subject: email.subject,
          html: email.html,
          text: email.text,
          headers: email.headers,
          messageId: `<${email.vendorKey}@${email.from.address.split('@')[1]}>`,
          ...(email.dkim
            ? {
                dkim: {
                  domainName: email.dkim.domain,
                  keySelector: email.dkim.selector,
                  privateKey: email.dkim.privateKey,
                  headerFieldNames: signedHeaders,
                },
              }
            : {}),
          onStream: (stream: Readable) => streams.push(stream),
        };
        const info = await transport.sendMail(mail);
        return { outcome: 'sent', vendorId: info.messageId };
      } catch (error) {
        return toOutcome(
          error,
          streams.some((stream) => stream.readableDidRead),
        );
      }
    },
  };
}
