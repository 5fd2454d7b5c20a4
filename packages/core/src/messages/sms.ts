import { suppress, suppressionHash } from '../consent/index.ts';
import { makeSmsLink, smsCodeLength } from '../links/index.ts';
import type { Context, SmsSender } from '../ports/index.ts';
import type { ReadyMessage } from './channels.ts';
import type { DueDelivery } from './due-delivery.ts';
import { renderText, variablesOf } from './render.ts';
import { countSegments, type SmsSize } from './sms-segments.ts';
import { textsOf } from './texts/index.ts';

/** Maximum characters; platforms refuse longer messages. */
export const maxSmsLength = 1_600;

export type RenderedSms = SmsSize & {
  text: string;
  /** The rendered SMS shows its opt-out link. */
  hasOptOut: boolean;
};

/**
 * Renders an SMS for one contact. It has no subject. A line with the opt-out link follows, unless the message shows the
 * link itself.
 * @throws TemplateFault
 */
export async function renderSms(ctx: Context, delivery: DueDelivery): Promise<RenderedSms> {
  const { message } = delivery;
  const optOutUrl = `${ctx.publicUrl}/s/${delivery.isPreview ? emptyCode : await makeLink(ctx, delivery)}`;
  const text = addOptOut(
    renderText(message.body, { ...variablesOf(delivery), opt_out_url: optOutUrl }),
    message.language,
    optOutUrl,
  );
  return { text, hasOptOut: text.includes(optOutUrl), ...countSegments(text) };
}

/** The code of a link that belongs to no contact, and is as long as theirs. */
const emptyCode = '0'.repeat(smsCodeLength);

function makeLink(ctx: Context, { tenantId, contactId, address }: DueDelivery): Promise<string> {
  return makeSmsLink(ctx, tenantId, contactId, suppressionHash(ctx, tenantId, 'sms', address ?? ''));
}

/** Adds the line with the opt-out link to a text that has none, and cuts what is too long before it. */
export function addOptOut(text: string, language: string, optOutUrl: string): string {
  if (cut(text, maxSmsLength).includes(optOutUrl)) return cut(text, maxSmsLength);
  const line = `\n${textsOf(language).smsOptOut.replace('{url}', optOutUrl)}`;
  return `${cut(text, maxSmsLength - line.length)}${line}`;
}

/** Cuts a text between two characters. */
const cut = (text: string, maxLength: number) => text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');

/** How an SMS is sent, with its opt-out link and without the values of its placeholders. */
export function sizeOfTemplate(ctx: Pick<Context, 'publicUrl'>, body: string, language: string): SmsSize {
  const optOutUrl = `${ctx.publicUrl}/s/${emptyCode}`;
  const text = body.replace(/\{\{-?\s*opt_out_url\s*-?\}\}/g, optOutUrl).replace(/\{\{.*?\}\}|\{%.*?%\}/gs, '');
  return countSegments(addOptOut(text, language, optOutUrl));
}

/** Renders an SMS for its sender. A number that the carrier refuses is suppressed until its owner replies START. */
export async function prepareSms(ctx: Context, delivery: DueDelivery, sender: SmsSender): Promise<ReadyMessage> {
  const { text, hasOptOut, segments } = await renderSms(ctx, delivery);
  return {
    hasOptOut,
    segments,
    async send() {
      const to = delivery.address!;
      const outcome = await sender.send({ vendorKey: delivery.id, to, text });
      if (outcome.outcome !== 'blocked') return outcome;
      await suppress(ctx, delivery.tenantId, 'sms', to, 'carrier_block');
      return { outcome: 'failed', reason: outcome.reason };
    },
  };
}
