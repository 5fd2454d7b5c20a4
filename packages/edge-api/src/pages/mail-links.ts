import { readMailLink, readMailToken, readTarget } from '@beckon/core/links';
import { machineOf } from '@beckon/core/messages';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { chooseLanguage } from './language.ts';
import { answerWithPage } from './page.ts';
import { pageTexts } from './texts/index.ts';

/** Mail clients and proxies ask each time, and nothing says where the request came from. */
const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

/** A transparent GIF of one pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * Where the links and the image of marketing mails lead. A request changes nothing but the record of itself: it identifies
 * no browser and says nothing about consent. The record is written later, so that a redirect waits for one lookup only.
 */
export function mailLinkRoutes({ ctx, fetches }: ApiDeps): Hono {
  const app = new Hono();

  app.get('/l/:id', async (c) => {
    // Ids that we did not make cost a hash, whatever they say.
    const link = readMailLink(ctx, c.req.param('id'));
    if (!link) return broken(c.req.raw, 'broken', 404);
    const url = await readTarget(ctx, link.code);
    if (url === null) return broken(c.req.raw, 'linkEnded', 410);
    const machine = link.isHidden ? 'hidden_link' : machineOf('click', c.req.raw);
    fetches.note(link.deliveryId, link.code, machine, ctx.clock.now());
    return new Response(null, { status: 302, headers: { ...headers, location: url } });
  });

  app.get('/o/:token', (c) => {
    const deliveryId = readMailToken(ctx, c.req.param('token'));
    if (deliveryId === null) return broken(c.req.raw, 'broken', 404);
    fetches.note(deliveryId, '', machineOf('open', c.req.raw), ctx.clock.now());
    return new Response(pixel, { headers: { ...headers, 'content-type': 'image/gif' } });
  });
  return app;
}

function broken(request: Request, words: 'broken' | 'linkEnded', status: number): Response {
  const language = chooseLanguage(request);
  const { [`${words}Title` as const]: title, [`${words}Text` as const]: text } = pageTexts[language];
  return answerWithPage(request, { language, shop: null, title, text }, status);
}
