import { statusCodeIn } from '../lib/index.ts';
import { judge, type RecipientStatus } from './delivery-status.ts';
import { headerOf, type MailParts } from './mail-parts.ts';

/** A bounce mail from before RFC 3464: its text has a fixed shape, and the returned mail follows it. */
export type PlainReport = { recipients: RecipientStatus[]; returnedHeader: string | null };

/** Reads the two shapes that are still met; null for any other text, since words alone prove nothing. */
export function readPlainReport(mail: MailParts): PlainReport | null {
  return readQmail(mail) ?? readExim(mail);
}

/** qmail-send bounce message format (https://cr.yp.to/proto/qsbmf.txt): a paragraph `<address>:` for each recipient. */
function readQmail({ text }: MailParts): PlainReport | null {
  const plain = text.replaceAll('\r\n', '\n');
  const [said, returned] = plain.split(/^--- Below this line is a copy of the message\.$/m);
  if (returned === undefined || !/^Hi\. This is the /.test(said!.trimStart())) return null;
  return {
    recipients: readParagraphs(said!, /^<([^\s<>@]{1,64}@[^\s<>@]{1,255})>:\n/),
    returnedHeader: withoutReturnPath(returned),
  };
}

/** Exim without `dsn`: the recipients stand in a header too, which tells them from anything else in the text. */
function readExim({ headers, text }: MailParts): PlainReport | null {
  const failed = headers.get('x-failed-recipients')?.join(',');
  if (failed === undefined) return null;
  const addresses = new Set(failed.split(',').map((address) => address.trim().toLowerCase()));
  const plain = text.replaceAll('\r\n', '\n');
  const lines = plain.split('\n');
  const at = lines.findIndex(isEximSeparator);
  const [said, returned] = at < 0 ? [plain, null] : [lines.slice(0, at).join('\n'), lines.slice(at + 1).join('\n')];
  const recipients = readParagraphs(said, /^ {2}([^\s@]{1,64}@[^\s:@]{1,255})\n/).filter((status) =>
    status.addresses.some((address) => addresses.has(address)),
  );
  return { recipients, returnedHeader: headerOf(returned) };
}

/** Such as `------ This is a copy of the message, including all the headers. ------`. */
function isEximSeparator(line: string): boolean {
  return line.startsWith('----') && line.includes(' This is a copy of ') && line.endsWith('----');
}

function readParagraphs(text: string, opening: RegExp): RecipientStatus[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const paragraph = block.replace(/^\n+/, '');
    const [heading, address] = opening.exec(`${paragraph}\n`) ?? [];
    if (heading === undefined || address === undefined) return [];
    const statusCode = statusCodeIn(paragraph.slice(heading.length));
    const bounce = judge('failed', statusCode === null ? [] : [statusCode]);
    return [{ addresses: [address.toLowerCase()], action: 'failed' as const, statusCode, bounce, at: null }];
  });
}

/** qmail puts the envelope's sender above the copy, with an empty line between. */
function withoutReturnPath(returned: string): string | null {
  return headerOf(returned.replace(/^\s*Return-Path:.*\n\s*\n/, ''));
}
