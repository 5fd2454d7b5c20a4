import { LRUCache } from 'lru-cache';
import { directionOf, toLanguage } from '../lib/index.ts';
import { messageTexts } from './texts/index.ts';

/** Maximum compiled layouts that are cached. A compiled layout is the same for all contacts. */
const cachedLayouts = 400;
const cache = new LRUCache<string, Promise<string>>({ max: cachedLayouts });

/** The input of a layout: MJML sections with Liquid, and the line that mailboxes show beside the subject. */
type Layout = { body: string; preheader: string; language: string };

/**
 * Puts the body of a message into the mail frame and compiles it to HTML for mail clients. The placeholders stay in it.
 * Marketing mails end with why the reader receives them, how to unsubscribe, and the shop's postal address.
 */
export function compileLayout(layout: Layout, category: 'transactional' | 'marketing'): Promise<string> {
  const { language, preheader, body } = layout;
  const key = JSON.stringify([category, language, preheader, body]);
  const known = cache.get(key);
  if (known) return known;
  const compiled = compile(layout, category);
  cache.set(key, compiled);
  compiled.catch(() => cache.delete(key));
  return compiled;
}

async function compile(layout: Layout, category: 'transactional' | 'marketing'): Promise<string> {
  // Loaded with the first message: MJML and what it needs are a fifth of all modules, and half a second of every start.
  const { default: mjml2html } = await import('mjml');
  const { html, errors } = await mjml2html(frame(layout, footers[category](layout.language)), {
    validationLevel: 'soft',
    keepComments: false,
    // Otherwise MJML links web fonts from a third party, which every reader's mail client would load.
    fonts: {},
  });
  if (errors.length > 0) throw new Error(`the message is not valid MJML: ${errors[0]!.formattedMessage}`);
  const linked = encodeInLinks(html);
  return directionOf(layout.language) === 'rtl' ? keepNumbersInOrder(linked) : linked;
}

/** A value in the query of a link is encoded, as its author means it: `?name={{ contact.first_name }}`. */
function encodeInLinks(html: string): string {
  return html.replace(/(href="https?:[^"?]*\?)([^"]*)"/gi, (_, start: string, query: string) => {
    const encoded = query.replace(/\{\{-?(.*?)-?\}\}/gs, (placeholder, value: string) =>
      /\|\s*(?:url_encode|cgi_escape|uri_escape)\b/.test(value) ? placeholder : `{{${value}| in_link }}`,
    );
    return `${start}${encoded}"`;
  });
}

/** Between words that run from right to left, the groups of a phone number or a date would change places. */
function keepNumbersInOrder(html: string): string {
  const body = html.indexOf('<body');
  const written = html
    .slice(body)
    .replace(/>[^<]+</g, (text) =>
      text.replace(/\+?\d[\d\s().-]{5,}\d/g, (number) => `<span dir="ltr">${number}</span>`),
    );
  return html.slice(0, body) + written;
}

const sender = '{{ shop.name }} · {{ shop.postal_address }}';

const footers = {
  transactional: () => `<mj-text css-class="quiet">${sender}</mj-text>`,
  marketing(language: string) {
    const { reason, unsubscribe, preferences } = messageTexts[toLanguage(language) ?? 'en'];
    return `<mj-text css-class="quiet">
    ${reason.replace('{shop}', '{{ shop.name }}')}<br />
    <a href="{{ unsubscribe_url }}" style="color:#5b6472">${unsubscribe}</a> ·
    <a href="{{ preferences_url }}" style="color:#5b6472">${preferences}</a><br />
    ${sender}</mj-text>`;
  },
};

function frame({ body, preheader, language }: Layout, footer: string): string {
  const direction = directionOf(language);
  const start = direction === 'rtl' ? 'right' : 'left';
  return `<mjml lang="${language}" dir="${direction}">
  <mj-head>
    <mj-title>{{ shop.name }}</mj-title>
    ${preheader ? `<mj-preview>${preheader}</mj-preview>` : ''}
    <mj-attributes>
      <mj-all font-family="-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text align="${start}" font-size="16px" line-height="1.6" color="#1f2733" padding="0 0 16px" />
      <mj-button background-color="#1f2733" color="#ffffff" border-radius="8px" font-size="16px" inner-padding="14px 28px"
        padding="8px 0 24px" align="${start}" />
      <mj-section padding="0" direction="${direction}" />
      <mj-column padding="0" direction="${direction}" />
    </mj-attributes>
    <mj-style inline="inline">
      .quiet div { font-size: 13px !important; color: #5b6472 !important; }
      .title div { font-size: 26px !important; line-height: 1.25 !important; font-weight: 650; }
    </mj-style>
  </mj-head>
  <mj-body background-color="#f4f1ec" width="600px">
    <mj-wrapper padding="32px 16px" direction="${direction}">
      <mj-section background-color="#ffffff" padding="36px 36px 16px" border-radius="14px">
        <mj-column>
          <mj-text align="${start}" font-size="15px" font-weight="600" padding="0 0 28px">{{ shop.name }}</mj-text>
          ${body}
        </mj-column>
      </mj-section>
      <mj-section padding="20px 36px"><mj-column>${footer}</mj-column></mj-section>
    </mj-wrapper>
  </mj-body>
</mjml>`;
}
