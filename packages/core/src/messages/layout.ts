import mjml2html from 'mjml';

const cache = new Map<string, Promise<string>>();

/** A compiled layout is the same for all contacts; this many are kept. */
const cachedLayouts = 200;

/**
 * Puts the body of a message into our frame and compiles it to HTML that mail programs understand. The placeholders
 * stay in it. Marketing mails end with why they came, how to stop them, and the shop's postal address.
 * @param body MJML sections with Liquid
 */
export function compileLayout(body: string, category: 'transactional' | 'marketing'): Promise<string> {
  const key = `${category}\n${body}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= cachedLayouts) cache.delete(cache.keys().next().value!);
  const compiled = compile(body, category);
  cache.set(key, compiled);
  compiled.catch(() => cache.delete(key));
  return compiled;
}

async function compile(body: string, category: 'transactional' | 'marketing'): Promise<string> {
  const { html, errors } = await mjml2html(frame(body, footers[category]), {
    validationLevel: 'soft',
    keepComments: false,
    // Otherwise MJML links web fonts of a third party, which every reader would load.
    fonts: {},
  });
  if (errors.length > 0) throw new Error(`the message is not valid MJML: ${errors[0]!.formattedMessage}`);
  return html;
}

const footers = {
  transactional: `<mj-text css-class="quiet">{{ shop.name }} · {{ shop.postal_address }}</mj-text>`,
  marketing: `<mj-text css-class="quiet">
    You get this because you signed up at {{ shop.name }}.
    <a href="{{ unsubscribe_url }}" style="color:#5b6472">Unsubscribe</a> ·
    <a href="{{ preferences_url }}" style="color:#5b6472">Your preferences</a><br />
    {{ shop.name }} · {{ shop.postal_address }}</mj-text>`,
};

function frame(body: string, footer: string): string {
  return `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.6" color="#1f2733" padding="0 0 16px" />
      <mj-button background-color="#1f2733" color="#ffffff" border-radius="8px" font-size="16px" inner-padding="14px 28px"
        padding="8px 0 24px" align="left" />
      <mj-section padding="0" />
      <mj-column padding="0" />
    </mj-attributes>
    <mj-style inline="inline">
      .quiet div { font-size: 13px !important; color: #5b6472 !important; }
      .title div { font-size: 26px !important; line-height: 1.25 !important; font-weight: 650; }
    </mj-style>
  </mj-head>
  <mj-body background-color="#f4f1ec" width="600px">
    <mj-wrapper padding="32px 16px">
      <mj-section background-color="#ffffff" padding="36px 36px 16px" border-radius="14px">
        <mj-column>
          <mj-text font-size="15px" font-weight="600" padding="0 0 28px">{{ shop.name }}</mj-text>
          ${body}
        </mj-column>
      </mj-section>
      <mj-section padding="20px 36px"><mj-column>${footer}</mj-column></mj-section>
    </mj-wrapper>
  </mj-body>
</mjml>`;
}
