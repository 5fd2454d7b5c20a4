import { DomainError } from '@beckon/core/lib';
import { readLanguage } from '@beckon/core/preferences';
import { readSmsOptOut, stopSmsByLink } from '@beckon/core/sms';
import { readTenant } from '@beckon/core/tenants';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import { chooseLanguage } from './language.ts';
import { answerWithPage, asking } from './page.ts';
import { pageTexts } from './texts/index.ts';

/** The page behind the short link in every text message. GET shows and changes nothing; POST stops them. */
export function smsOptOutRoutes(deps: ApiDeps): Hono {
  const app = new Hono();
  const { ctx } = deps;

  async function show(request: Request, code: string): Promise<Response> {
    const link = await readSmsOptOut(ctx, code);
    const tenant = link && (await readTenant(ctx, link.tenantId));
    if (!tenant) throw new DomainError('token_invalid');
    const language = chooseLanguage(request, await readLanguage(ctx, link.tenantId, link.contactId));
    return answerWithPage(request, { language, shop: tenant.name, ...asking(language, 'stopSms', link.isStopped) });
  }

  app.get('/s/:code', (c) => show(c.req.raw, c.req.param('code')));
  app.post('/s/:code', async (c) => {
    await stopSmsByLink(ctx, c.req.param('code'), readEvidence(deps, c.req.raw));
    return show(c.req.raw, c.req.param('code'));
  });

  app.onError((error, c) => {
    if (!(error instanceof DomainError && error.code === 'token_invalid')) throw error;
    const language = chooseLanguage(c.req.raw);
    const { brokenTitle: title, brokenText: text } = pageTexts[language];
    return answerWithPage(c.req.raw, { language, shop: null, title, text }, 403);
  });
  return app;
}
