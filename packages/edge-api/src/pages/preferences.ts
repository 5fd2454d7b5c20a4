import { readTenant } from '@beckon/core/access';
import { readBoundToken } from '@beckon/core/consent';
import { DomainError } from '@beckon/core/lib';
import {
  authorize,
  changeEmail,
  changePreferences,
  confirmEmailChange,
  readPreferences,
  renewPreferencesLink,
} from '@beckon/core/preferences';
import { eraseOwner, exportOwnData } from '@beckon/core/privacy';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import type { FormLimits } from '../http/form-limits.ts';
import { page, pageHeaders } from './page.ts';
import { erasureForm, preferenceForms, readChange } from './preference-forms.ts';

const saved = 'Saved. It counts from now on.';
const largestForm = 16_000;

/** The preferences of the person whose mail had the link, as a page without a script. GET shows; POST acts. */
export function preferencePages(deps: ApiDeps, limits: FormLimits): Hono {
  const app = new Hono();
  const { ctx } = deps;

  app.get('/p/:token', (c) => show(c));

  app.post('/p/:token', async (c) => {
    limits.takeLook(c.req.raw);
    const token = c.req.param('token');
    limits.takeForm(c.req.raw, readBoundToken(ctx, 'preferences', token)?.tenantId ?? 'unknown');
    const claim = { source: null, token };
    const form = await readPosted(c);
    const evidence = readEvidence(deps, c.req.raw);
    if (form.action === 'renew') {
      await renewPreferencesLink(ctx, token);
      return plain(
        c,
        200,
        'Look into your inbox',
        'If this link was one of ours, a fresh one is on its way to its owner.',
      );
    }
    if (form.action === 'email') {
      await changeEmail(ctx, claim, String(form.newEmail ?? ''), evidence);
      return show(c, 'We have sent a mail to the new address: open it and confirm. Until then nothing changes.');
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
      const text =
        'We erase your profile, what you did in the shop and everything you told us. Your orders stay in our books without you, and no mail comes any more. It cannot be taken back.';
      return plain(c, 200, 'Erase all of it?', text, erasureForm());
    }
    if (form.action === 'erase_for_good') {
      await eraseOwner(ctx, claim);
      return plain(c, 200, 'You are forgotten', 'Nothing of ours says any more who you were.');
    }
    const before = await readPreferences(ctx, await authorize(ctx, claim));
    await changePreferences(ctx, claim, readChange(form, before, ctx.clock.now()), evidence);
    if (form.action === 'end_links') {
      return plain(
        c,
        200,
        'All links have ended',
        'The next mail of ours, or our sign-up form, brings you a fresh one.',
      );
    }
    return show(c, saved);
  });

  app.get('/e/:token', async (c) => {
    const link = readBoundToken(ctx, 'change_email', c.req.param('token'));
    const tenant = link && !link.isExpired && (await readTenant(ctx, link.tenantId));
    if (!tenant) throw new DomainError('token_invalid');
    const text = 'One click, and our mails come to this address from now on.';
    return c.html(
      page({ shop: tenant.name, title: 'Is this your new address?', text, action: 'Yes, it is mine' }),
      200,
      pageHeaders,
    );
  });

  app.post('/e/:token', async (c) => {
    await confirmEmailChange(ctx, c.req.param('token'));
    return plain(c, 200, 'This is your address now', 'Links in mails to the old one have ended.');
  });

  async function show(c: Context, status?: string): Promise<Response> {
    const preferences = await readPreferences(
      ctx,
      await authorize(ctx, { source: null, token: c.req.param('token')! }),
    );
    const body = preferenceForms(preferences);
    const text = 'Choose what you get. Nobody but you has this link; it works for a day.';
    return c.html(page({ shop: preferences.shop, title: 'Your preferences', text, status, body }), 200, pageHeaders);
  }

  function plain(c: Context, status: 200 | 403 | 409, title: string, text: string, body?: ReturnType<typeof html>) {
    return c.html(page({ shop: 'Beckon', title, text, body }), status, pageHeaders);
  }

  app.onError((error, c) => {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict') return plain(c, 409, 'That did not work', `Nothing was changed: ${error.message}.`);
    if (error.code === 'validation_failed')
      return plain(c, 409, 'That did not work', `${error.message}. Go back and try again.`);
    if (error.code !== 'token_invalid') throw error;
    // The same for a link that has expired, was ended, or never was ours.
    const renew = html`<form method="post"><input type="hidden" name="action" value="renew"><button type="submit">Send me a fresh link</button></form>`;
    const isPreferences = c.req.path.includes('/p/');
    return plain(
      c,
      403,
      'This link does not work any more',
      'Links to preferences work for a day.',
      isPreferences ? renew : undefined,
    );
  });
  return app;
}

/** @returns the fields of a posted form; whatever else comes has none */
async function readPosted(c: Context): Promise<Record<string, unknown>> {
  if (Number(c.req.header('content-length') ?? 0) > largestForm) throw new DomainError('body_too_large');
  return c.req.parseBody().catch(() => ({}));
}
