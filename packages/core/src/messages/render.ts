import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import { UndefinedVariableError } from 'liquidjs';
import { describeError } from '../lib/index.ts';
import { makeBoundToken, makeUnsubscribeToken } from '../links/index.ts';
import type { Context } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { compileLayout } from './layout.ts';
import { renderHtml, renderPlain } from './liquid.ts';
import { withSamples } from './samples.ts';
import { addUtm } from './utm.ts';

export type RenderedEmail = {
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** The rendered mail shows its unsubscribe link. */
  hasOptOut: boolean;
};

/**
 * A template cannot be rendered: a variable without value and fallback, or an error in its Liquid or MJML. Trying again
 * makes no difference; any other error in sending may be gone at the next attempt.
 */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
  /** The variable that has no value and no fallback; null for another fault. */
  readonly variable: string | null;

  constructor(message: string, variable: string | null = null) {
    super(message);
    this.variable = variable;
  }
}

/** Whose links a preview has: no contact has this id. */
const previewContact = 'ctc_preview';

/** Renders a mail for one contact. @throws TemplateFault */
export async function renderEmail(ctx: Context, delivery: DueDelivery): Promise<RenderedEmail> {
  const { tenantId, contact } = delivery;
  // The links of a preview belong to no contact, so that pressing them changes nothing.
  const contactId = delivery.isPreview ? previewContact : delivery.contactId;
  const deliveryId = delivery.isPreview ? null : delivery.id;
  const unsubscribeUrl = `${ctx.publicUrl}/u/${makeUnsubscribeToken(ctx, tenantId, contactId, deliveryId)}`;
  const footerToken = makeBoundToken(ctx, 'reduce', tenantId, contactId, contact.generation);
  const variables = {
    // A mail that brings a requested link contains its own link.
    preferences_url: `${ctx.publicUrl}/p/${footerToken}`,
    ...variablesOf(delivery),
    unsubscribe_url: unsubscribeUrl,
  };
  const layout = await compileLayout(delivery.message, delivery.category).catch(refuseTemplate);
  const html = addUtm(
    withFallbacks(() => renderHtml(layout, variables)),
    delivery,
  );
  const isMarketing = delivery.category === 'marketing';
  return {
    subject: renderLine(delivery.message.subject, variables, 250),
    html,
    text: toText(html),
    headers: isMarketing
      ? { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
      : {},
    hasOptOut: html.includes(unsubscribeUrl),
  };
}

/** A link without text is one around a picture: the same link follows beside it. */
const linkWithText: FormatCallback = (element, walk, builder, options) => {
  if (hasText(element)) builder.options.formatters.anchor!(element, walk, builder, options);
};

function hasText(node: DomNode): boolean {
  return node.type === 'text' ? node.data!.trim() !== '' : (node.children ?? []).some(hasText);
}

/** The text part of a mail. Compiled once: that takes longer than converting a mail. */
const toText = compile({
  wordwrap: 78,
  formatters: { linkWithText },
  selectors: [
    { selector: 'a', format: 'linkWithText' },
    { selector: 'img', format: 'skip' },
    { selector: 'title', format: 'skip' },
    // The preheader, which mailboxes show beside the subject.
    { selector: 'div[style^="display:none"]', format: 'skip' },
  ],
});

/** The variables available to the templates of all channels. */
export function variablesOf({ variables, data, tenant, contact }: DueDelivery): Record<string, unknown> {
  // What brought the contact into a flow is not shown: it says which order or product is meant.
  const { trigger: _, ...own } = variables;
  const values = {
    ...own,
    ...data.values,
    shop: { name: tenant.name, url: tenant.siteUrl, postal_address: tenant.postalAddress },
    contact: withoutNulls({ first_name: contact.firstName, last_name: contact.lastName, email: contact.email }),
  };
  return data.samples ? withSamples(values, data.samples) : values;
}

/** Renders plain text: the value of a name or title becomes one line. @throws TemplateFault */
export function renderLine(template: string, variables: Record<string, unknown>, longest: number): string {
  const text = withFallbacks(() => renderPlain(template, variables));
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, longest);
}

/** Renders plain text of several lines: the body of an SMS. @throws TemplateFault */
export function renderText(template: string, variables: Record<string, unknown>): string {
  const text = withFallbacks(() => renderPlain(template, variables));
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .trim();
}

function withFallbacks(render: () => string): string {
  try {
    return render();
  } catch (error) {
    const inner = (error as { originalError?: unknown }).originalError;
    const missing = [error, inner].find((one) => one instanceof UndefinedVariableError);
    // The limit is a duration: on a busy machine, a correct template can exceed it.
    if (/render limit exceeded/.test(String(error))) throw error;
    if (missing) {
      const [, variable = null] = /undefined variable: ([\w.[\]]+)/.exec(missing.message) ?? [];
      throw new TemplateFault(`a variable has no value and no fallback: ${missing.message}`, variable);
    }
    return refuseTemplate(error);
  }
}

function refuseTemplate(error: unknown): never {
  throw new TemplateFault(`it cannot be rendered: ${describeError(error)}`);
}

function withoutNulls(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null));
}
