import { DomainError } from '@beckon/core/lib';
import { readBoundToken } from '@beckon/core/links';
import {
  authorize,
  changeEmail,
  changePreferences,
  confirmEmailChange,
  joinsTwo,
  readLanguage,
  readPreferences,
  readPreferencesLink,
  readReducedView,
  reducePreferences,
  renewPreferencesLink,
} from '@beckon/core/preferences';
import { exportOwnData, requestOwnErasure } from '@beckon/core/privacy';
import { readTenant } from '@beckon/core/tenants';
import { type Context, Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readFields } from '../http/body.ts';
import { readEvidence } from '../http/evidence.ts';
import type { FormAdmission } from '../http/form-admission.ts';
import { toResponse } from '../http/problems.ts';
import { chooseLanguage } from './language.ts';
import { answerWithPage, asking, type PageContent, pageHeaders } from './page.ts';
import { erasureForm, preferenceForms, readChange, renewalForm } from './preference-forms.ts';
import { readReduction, reduceForm } from './reduce-form.ts';
import { pageTexts } from './texts/index.ts';

/**
 * The preferences of the person whose mail had the link, as a page without a script. GET shows; POST acts. The link in
 * the footer of a mail can only reduce; a requested link opens everything for an hour.
 */
export function preferencePages(deps: ApiDeps, admission: FormAdmission): Hono {
  const app = new Hono();
  const { ctx } = deps;

  app.get('/p/:token', (c) => {
    admission.limits.takeLookup(c.req.raw);
    return show(c);
  });

  app.post('/p/:token', async (c) => {
    admission.limits.takeLookup(c.req.raw);
    const token = c.req.param('token');
    admission.limits.takeForm(c.req.raw, readPreferencesLink(ctx, token)?.tenantId ?? 'unknown');
    const claim = { source: null, token };
    const form = await readFields(c.req.raw);
    const evidence = readEvidence(deps, c.req.raw);
    if (form.action === 'renew') {
      await renewPreferencesLink(ctx, token);
      // The same for every text: no shop, and the browser's language.
      return say(c, { language: chooseLanguage(c.req.raw), shop: null }, 'renewed');
    }
    const frame = await readFrame(c);
    const t = pageTexts[frame.language];
    if (isReducing(token)) {
      const view = await readReducedView(ctx, token);
      if (form.action !== 'reduce' && form.action !== 'stop') return showReduced(c, frame, t.freshNeeded);
      await reducePreferences(ctx, token, readReduction(form, view, ctx.clock.now()), evidence);
      return showReduced(c, frame, t.saved);
    }
    if (form.action === 'email') {
      await admission.work(() => changeEmail(ctx, claim, String(form.newEmail ?? ''), evidence));
      return show(c, t.moveAsked);
    }
    if (form.action === 'export') {
      const data = await exportOwnData(ctx, claim);
      const headers = { ...pageHeaders, 'content-disposition': 'attachment; filename="my-data.json"' };
      return new Response(JSON.stringify(data, null, 2), {
        headers: { ...headers, 'content-type': 'application/json' },
      });
    }
    if (form.action === 'erase') {
      await authorize(ctx, claim);
      return say(c, frame, 'erase', { body: erasureForm(t) });
    }
    if (form.action === 'erase_for_good') {
      await requestOwnErasure(ctx, claim);
      return say(c, frame, 'erased');
    }
    const before = await readPreferences(ctx, await authorize(ctx, claim));
    await changePreferences(ctx, claim, readChange(form, before, ctx.clock.now(), t), evidence);
    return form.action === 'end_links' ? say(c, frame, 'ended') : show(c, t.saved);
  });

  app.get('/e/:token', async (c) => {
    const link = readBoundToken(ctx, 'change_email', c.req.param('token'));
    if (!link || link.isExpired) throw new DomainError('token_invalid');
    const frame = await readFrame(c);
    const asked = asking(frame.language, 'changeEmail', false);
    const text = (await joinsTwo(ctx, c.req.param('token'))) ? pageTexts[frame.language].changeEmailJoins : asked.text;
    return answerWithPage(c.req.raw, { ...frame, ...asked, text });
  });

  app.post('/e/:token', async (c) => {
    const frame = await readFrame(c);
    await confirmEmailChange(ctx, c.req.param('token'));
    return answerWithPage(c.req.raw, { ...frame, ...asking(frame.language, 'changeEmail', true) });
  });

  async function show(c: Context, status?: string): Promise<Response> {
    const token = c.req.param('token')!;
    if (isReducing(token)) return showReduced(c, await readFrame(c), status);
    const preferences = await readPreferences(ctx, await authorize(ctx, { source: null, token }));
    const { language } = await readFrame(c);
    const { preferencesTitle: title, preferencesText: text } = pageTexts[language];
    const body = preferenceForms(preferences, language);
    return answerWithPage(c.req.raw, { language, shop: preferences.shop, title, text, status, body });
  }

  async function showReduced(
    c: Context,
    frame: Pick<PageContent, 'language' | 'shop'>,
    status?: string,
  ): Promise<Response> {
    const view = await readReducedView(ctx, c.req.param('token')!);
    const t = pageTexts[frame.language];
    const text = t.reduceText.replace('{email}', view.email ?? '');
    const body = reduceForm(view, frame.language);
    return answerWithPage(c.req.raw, { ...frame, shop: view.shop, title: t.preferencesTitle, text, status, body });
  }

  /** A link that can only reduce: one in a mail's footer, or one requested more than an hour ago. */
  function isReducing(token: string): boolean {
    const link = readBoundToken(ctx, 'preferences', token);
    return link ? link.isExpired : readBoundToken(ctx, 'reduce', token) !== null;
  }

  /** Whose page it is, and the language they read, for a link that is good; what to say of others tells neither. */
  async function readFrame(c: Context): Promise<Pick<PageContent, 'language' | 'shop'>> {
    const token = c.req.param('token')!;
    const link = readPreferencesLink(ctx, token) ?? readBoundToken(ctx, 'change_email', token);
    const isGood = link && (!link.isExpired || isReducing(token));
    const tenant = isGood && (await readTenant(ctx, link.tenantId));
    if (!tenant) return { language: chooseLanguage(c.req.raw), shop: null };
    const known = await readLanguage(ctx, link.tenantId, link.subject);
    return { language: chooseLanguage(c.req.raw, known), shop: tenant.name };
  }

  function say(
    c: Context,
    frame: Pick<PageContent, 'language' | 'shop'>,
    what: 'renewed' | 'erase' | 'erased' | 'ended' | 'old' | 'busy',
    { status = 200, ...more }: { status?: number; body?: PageContent['body']; headers?: Record<string, string> } = {},
  ): Response {
    const t = pageTexts[frame.language];
    const content = { ...frame, title: t[`${what}Title`], text: t[`${what}Text`], body: more.body };
    return answerWithPage(c.req.raw, content, status, more.headers);
  }

  app.onError(async (error, c) => {
    if (!(error instanceof DomainError)) throw error;
    const plain = { language: chooseLanguage(c.req.raw), shop: null };
    const isPreferences = c.req.path.includes('/p/');
    if (error.code === 'token_invalid') {
      // The same for a link that has expired, was ended, or never was ours.
      const body = isPreferences ? renewalForm(pageTexts[plain.language]) : undefined;
      return say(c, plain, 'old', { status: 403, body });
    }
    if (error.code === 'rate_limited') {
      const retryAfter = toResponse(error, ctx.log).headers.get('retry-after');
      return say(c, plain, 'busy', { status: 429, headers: retryAfter ? { 'retry-after': retryAfter } : {} });
    }
    if (error.code !== 'conflict' && error.code !== 'validation_failed') throw error;
    const frame = await readFrame(c);
    const t = pageTexts[frame.language];
    const conflict = isPreferences ? t.failedText : t.takenText;
    const text = error.code === 'conflict' ? conflict : t.wrongAddress;
    return answerWithPage(c.req.raw, { ...frame, title: t.failedTitle, text }, 409);
  });
  return app;
}
