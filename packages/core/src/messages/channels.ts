import type { contacts } from '../contacts/index.ts';
import { normalizePhone } from '../lib/index.ts';
import type { Channel, Context, EmailSender, Senders, SendOutcome } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { preparePush, renderPush } from './push.ts';
import { renderEmail } from './render.ts';
import { prepareSms, renderSms } from './sms.ts';
import type { SmsSize } from './sms-segments.ts';
import { trackMail } from './track-mail.ts';

/** A message that is ready to be sent once it has passed the gate. */
export type ReadyMessage = {
  /** The message contains a way to opt out. */
  hasOptOut: boolean;
  /** For an SMS: in how many segments it is sent. */
  segments?: number;
  send(): Promise<SendOutcome>;
};

type ChannelRules<Sender> = {
  /** Where a contact is reached; null: nowhere, or at addresses that are looked up at the time of sending. */
  addressOf(contact: Pick<typeof contacts.$inferSelect, 'email' | 'phone'>): string | null;
  /** Renders a delivery for its sender. */
  prepare(ctx: Context, delivery: DueDelivery, sender: Sender): Promise<ReadyMessage>;
  /** Renders a delivery for a person to look at. @throws TemplateFault */
  show(ctx: Context, delivery: DueDelivery): Promise<ShownMessage>;
};

/** A message as a person sees it. */
export type ShownMessage = {
  subject: string | null;
  html: string | null;
  text: string;
  hasOptOut: boolean;
  sms: SmsSize | null;
};

/** What differs between channels. */
export const channels: { readonly [C in Channel]: ChannelRules<Senders[C]> } = {
  email: { addressOf: ({ email }) => email, prepare: prepareEmail, show: showEmail },
  sms: { addressOf: ({ phone }) => (phone === null ? null : dialable(phone)), prepare: prepareSms, show: showSms },
  push: { addressOf: () => null, prepare: preparePush, show: showPush },
};

/** A number with its country code; without one it leads nowhere, or to another person. */
function dialable(phone: string): string | null {
  const number = normalizePhone(phone);
  return number.startsWith('+') ? number : null;
}

/** Renders a delivery for the sender of its tenant; null if none is connected. @throws TemplateFault */
export async function prepareMessage<C extends Channel>(
  ctx: Context,
  channel: C,
  delivery: DueDelivery,
): Promise<ReadyMessage | null> {
  const sender = await ctx.adapters.senderOf(delivery.tenantId, channel);
  return sender && channels[channel].prepare(ctx, delivery, sender);
}

async function prepareEmail(ctx: Context, delivery: DueDelivery, sender: EmailSender): Promise<ReadyMessage> {
  const { hasOptOut, ...rendered } = await renderEmail(ctx, delivery);
  // The text part keeps the addresses as their readers know them.
  const html = await trackMail(ctx, delivery, rendered.html);
  const { senderName, senderAddress } = delivery.tenant;
  return {
    hasOptOut,
    send: () =>
      sender.send({
        vendorKey: delivery.id,
        from: { name: senderName, address: senderAddress },
        to: { name: delivery.contact.firstName, address: delivery.address! },
        ...rendered,
        html,
        dkim: delivery.dkim,
      }),
  };
}

async function showEmail(ctx: Context, delivery: DueDelivery): Promise<ShownMessage> {
  const { subject, html, text, hasOptOut } = await renderEmail(ctx, delivery);
  return { subject, html, text, hasOptOut, sms: null };
}

async function showSms(ctx: Context, delivery: DueDelivery): Promise<ShownMessage> {
  const { text, hasOptOut, ...sms } = await renderSms(ctx, delivery);
  return { subject: null, html: null, text, hasOptOut, sms };
}

async function showPush(ctx: Context, delivery: DueDelivery): Promise<ShownMessage> {
  const { title, body } = (JSON.parse(await renderPush(ctx, delivery)) as PushPayload).notification;
  return { subject: title, html: null, text: body, hasOptOut: true, sms: null };
}

type PushPayload = { notification: { title: string; body: string } };
