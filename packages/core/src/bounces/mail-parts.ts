import PostalMime from 'postal-mime';

/** The parts of a mail that say what became of another one. */
export type MailParts = {
  /** Values by lower-case name, in order. */
  headers: ReadonlyMap<string, readonly string[]>;
  text: string;
  /** What a mail server says by RFC 3464; null if there is no such part. */
  deliveryStatus: string | null;
  /** What a mailbox provider says by RFC 5965. */
  feedbackReport: string | null;
  /** That the mail was shown, by RFC 8098. */
  isReadReceipt: boolean;
  /** The header of the returned mail. */
  returnedHeader: string | null;
};

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
const returnedTypes = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers'];

/** A report is flat; a mail nested deeper is not one, and its author may want our memory. */
const limits = { maxNestingDepth: 20, maxHeadersSize: 256_000 } as const;

/**
 * What is read of a mail: the parts of a report and the header of the returned mail are at its beginning. Each line takes the
 * parser 15 to 30 µs, without a pause for other requests.
 */
const maxRead = { bytes: 512_000, lines: 20_000 } as const;

/** Takes a mail apart, its parts decoded; null for what cannot be read as a mail. */
export async function readMailParts(raw: Uint8Array): Promise<MailParts | null> {
  const mail = await PostalMime.parse(beginningOf(raw), { ...limits, forceRfc822Attachments: true }).catch(() => null);
  if (!mail) return null;
  const find = (types: readonly string[]) => mail.attachments.find(({ mimeType }) => types.includes(mimeType));
  const textOf = (types: readonly string[]) => {
    const part = find(types);
    return part ? new TextDecoder().decode(part.content as ArrayBuffer).replaceAll('\r\n', '\n') : null;
  };
  const headers = Map.groupBy(mail.headers, ({ key }) => key);
  return {
    headers: new Map([...headers].map(([key, entries]) => [key, entries.map(({ value }) => value)])),
    text: mail.text ?? '',
    deliveryStatus: textOf(statusTypes),
    feedbackReport: textOf(['message/feedback-report']),
    isReadReceipt: find(['message/disposition-notification']) !== undefined,
    returnedHeader: headerOf(textOf(returnedTypes)),
  };
}

function beginningOf(raw: Uint8Array): Uint8Array {
  let end = 0;
  for (let lines = 0; lines < maxRead.lines && end < maxRead.bytes; lines++) {
    const at = raw.indexOf(0x0a, end);
    if (at < 0) return raw.subarray(0, maxRead.bytes);
    end = at + 1;
  }
  return raw.subarray(0, Math.min(end, maxRead.bytes));
}

/** A mail up to its first empty line. The rest is what the shop wrote, or what a forger did. */
export function headerOf(mail: string | null): string | null {
  return mail?.trimStart().split(/\n[ \t]*\n/, 1)[0] ?? null;
}
