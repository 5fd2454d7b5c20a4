import { mailLinkId, makeMailToken, storeTargets } from '../links/index.ts';
import type { Context } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { findWebLinks, replaceLinks } from './html-links.ts';

/**
 * Makes clicks and opens of a marketing mail countable, as far as the shop wants it: links to the web lead through Beckon,
 * by a signed id and the code of a stored address, and an image tells that the mail was opened. A link that no person can see shows which
 * programs follow all links of a mail. Links to pages of Beckon, such as the one to unsubscribe, stay as they are.
 */
export async function trackMail(ctx: Context, delivery: DueDelivery, html: string): Promise<string> {
  if (delivery.category !== 'marketing') return html;
  const { tracksClicks, tracksOpens } = delivery.tenant;
  const token = makeMailToken(ctx, delivery.id);
  const tracked = tracksClicks ? await trackLinks(ctx, delivery, token, html) : html;
  if (!tracksOpens) return tracked;
  const source = `${ctx.publicUrl}/o/${token}`;
  return beforeEnd(tracked, `<img src="${source}" width="1" height="1" alt="" style="border:0" />`);
}

async function trackLinks(ctx: Context, delivery: DueDelivery, token: string, html: string): Promise<string> {
  const { siteUrl } = delivery.tenant;
  const links = findWebLinks(html).filter(({ url }) => !isOwnPage(ctx.publicUrl, url));
  if (links.length === 0) return html;
  const urls = new Set([...links.map(({ url }) => url), siteUrl]);
  const targets = await storeTargets(ctx, delivery.tenantId, delivery.contactId, urls);
  const addressOf = (url: string, options?: { isHidden: boolean }) =>
    `${ctx.publicUrl}/l/${mailLinkId(token, targets.get(url)!, options)}`;
  const hidden = `<a href="${addressOf(siteUrl, { isHidden: true })}" style="display:none" tabindex="-1" aria-hidden="true"></a>`;
  return beforeEnd(
    replaceLinks(html, links, (url) => addressOf(url)),
    hidden,
  );
}

/** The pages behind links of mails have paths of one letter. */
const isOwnPage = (publicUrl: string, url: string) =>
  url.startsWith(`${publicUrl}/`) && /^\/[a-z]\//.test(url.slice(publicUrl.length));

function beforeEnd(html: string, part: string): string {
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + part : html.slice(0, end) + part + html.slice(end);
}
