import { type Id, sha256Hex } from '../lib/index.ts';
import { type RecipientStatus, readDeliveryStatus } from './delivery-status.ts';
import { readFieldGroups } from './fields.ts';
import { findDeliveryId } from './find-delivery.ts';
import { type MailParts, readMailParts } from './mail-parts.ts';
import { readPlainReport } from './plain-reports.ts';

type Report = {
  deliveryId: Id<'dlv'> | null;
  /** The same for a mail that comes again, by another way too. */
  key: string;
  at: Date | null;
};

/** What a mail says about a delivery. `other`: nothing, and why. */
export type BounceReading =
  | ({ kind: 'delivery_status'; recipients: readonly RecipientStatus[] } & Report)
  | ({ kind: 'feedback'; feedback: string; means: 'complained' | 'unsubscribed' } & Report)
  | { kind: 'other'; reason: string };

/** By the feedback types of RFC 5965 that tell what a person wants. The others are about viruses or sign-in, or the reverse. */
function meaningOf(feedback: string): 'complained' | 'unsubscribed' | null {
  if (feedback === 'abuse' || feedback === 'fraud') return 'complained';
  return feedback === 'opt-out' || feedback === 'opt-out-list' ? 'unsubscribed' : null;
}

/**
 * Reads a mail that came back: a delivery status notification, a feedback report, or a bounce in the older shapes of
 * qmail and Exim. Nothing is concluded from the words of a text.
 * @param raw the mail as it was received
 */
export async function readBounce(raw: Uint8Array): Promise<BounceReading> {
  const mail = await readMailParts(raw);
  if (!mail) return { kind: 'other', reason: 'it cannot be read as a mail' };
  if (mail.feedbackReport !== null) return readFeedback(mail, raw, mail.feedbackReport);
  const found =
    mail.deliveryStatus === null
      ? readPlainReport(mail)
      : { recipients: readDeliveryStatus(mail.deliveryStatus), returnedHeader: mail.returnedHeader };
  if (!found) return { kind: 'other', reason: describeOther(mail) };
  if (found.recipients.length === 0) return { kind: 'other', reason: 'the report names no recipient and action' };
  return { kind: 'delivery_status', recipients: found.recipients, ...describe(mail, raw, found.returnedHeader) };
}

function readFeedback(mail: MailParts, raw: Uint8Array, report: string): BounceReading {
  const [fields] = readFieldGroups(report);
  const feedback = fields?.get('feedback-type')?.toLowerCase() ?? '';
  const means = meaningOf(feedback);
  if (!means)
    return { kind: 'other', reason: `a feedback report of the type ${JSON.stringify(feedback.slice(0, 40))}` };
  return { kind: 'feedback', feedback, means, ...describe(mail, raw, mail.returnedHeader) };
}

function describe(mail: MailParts, raw: Uint8Array, returnedHeader: string | null): Report {
  const time = new Date(mail.headers.get('date')?.[0] ?? '');
  return {
    deliveryId: findDeliveryId(mail, returnedHeader),
    // Its header has other lines each time it is delivered.
    key: sha256Hex(mail.headers.get('message-id')?.[0] ?? raw),
    at: Number.isNaN(time.getTime()) ? null : time,
  };
}

function describeOther({ headers, isReadReceipt }: MailParts): string {
  const first = (name: string) => headers.get(name)?.[0]?.toLowerCase() ?? '';
  if (isReadReceipt) return 'a read receipt';
  const isAutomatic =
    first('auto-submitted').startsWith('auto-replied') ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => headers.has(name)) ||
    first('precedence') === 'auto_reply';
  return isAutomatic ? 'an automatic reply' : 'it holds no report of a mail server';
}
