import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import type { JobOutcome } from '../queue/index.ts';
import { readDkimSignature } from '../sender-domains/index.ts';
import { readSettings } from '../tenants/index.ts';

/** A mail to a user of the shop. It is no message: it reaches no contact. */
export type UserMail = {
  to: string;
  subject: string;
  /** HTML of the body, and the same as text. */
  html: string;
  text: string;
  /** The same for all attempts. */
  vendorKey: string;
};

/** Sends a mail to a user of the shop, from the shop's own address. @returns the outcome for the job that sends it */
export async function mailUser(ctx: Context, tenantId: Id<'ten'>, mail: UserMail): Promise<JobOutcome> {
  const sender = await ctx.adapters.senderOf(tenantId, 'email');
  if (!sender) return { outcome: 'dead', reason: 'no platform is connected that sends email' };
  const { senderName, senderAddress } = await readSettings(ctx, tenantId);
  const dkim = sender.signs ? await readDkimSignature(ctx, tenantId, senderAddress) : null;
  const result = await sender.send({
    vendorKey: mail.vendorKey,
    from: { name: senderName, address: senderAddress },
    to: { name: null, address: mail.to },
    subject: mail.subject.replace(/\s+/g, ' '),
    html: `<!doctype html>\n<html lang="en"><body>\n${mail.html}\n</body></html>`,
    text: mail.text,
    headers: { 'Auto-Submitted': 'auto-generated' },
    dkim,
  });
  // After an unclear attempt, another one could write twice.
  if (result.outcome === 'sent' || result.outcome === 'uncertain') return { outcome: 'done' };
  return result.outcome === 'retry' ? result : { outcome: 'dead', reason: result.reason };
}

/** A text as HTML. */
export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
