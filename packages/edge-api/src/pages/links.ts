import { readTenant } from '@beckon/core/access';
import { readToken, type TokenPurpose } from '@beckon/core/consent';
import { DomainError } from '@beckon/core/lib';
import { confirmSubscription, neverAgain, unsubscribe } from '@beckon/core/newsletter';
import { confirmWaitlist, keepWaiting, leaveWaitlist } from '@beckon/core/waitlists';
import { type Context, Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import { type PageText, page, pageHeaders, pageStyles } from './page.ts';

const waitlistPurposes = ['join_waitlist', 'leave_waitlist', 'keep_waiting'] as const;

const waitlistTexts: Record<(typeof waitlistPurposes)[number], Record<'asked' | 'done', Omit<PageText, 'shop'>>> = {
  join_waitlist: {
    asked: {
      title: 'Shall we tell you?',
      text: 'One click, and a mail comes as soon as what you wait for is back.',
      action: 'Yes, tell me',
    },
    done: { title: 'We keep an eye on it', text: 'A mail comes as soon as it is back. You need to do nothing more.' },
  },
  leave_waitlist: {
    asked: {
      title: 'Stop watching?',
      text: 'Click once and no more mails come about this product.',
      action: 'Stop watching it',
    },
    done: { title: 'Done', text: 'No more mails come about this product.' },
  },
  keep_waiting: {
    asked: { title: 'Still waiting?', text: 'One click, and we go on watching it for you.', action: 'Keep watching' },
    done: { title: 'We keep watching', text: 'A mail comes as soon as it is back.' },
  },
};

/** The pages that links in mails lead to. GET shows and changes nothing; POST acts. */
export function linkRoutes(deps: ApiDeps): Hono {
  const app = new Hono();

  app.get('/pages.css', (c) =>
    c.body(pageStyles, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' }),
  );

  app.get('/c/:token', (c) =>
    show(c, 'confirm', {
      title: 'Confirm your address',
      text: 'One click, and our news will come to your inbox. You can leave at any time.',
      action: 'Yes, subscribe me',
    }),
  );
  app.post('/c/:token', async (c) => {
    await confirmSubscription(deps.ctx, c.req.param('token'), readEvidence(deps, c.req.raw));
    return show(c, 'confirm', {
      title: 'You are in',
      text: 'Your address is confirmed. A welcome is on its way to you.',
    });
  });

  app.get('/u/:token', (c) =>
    show(c, 'unsubscribe', {
      title: 'Unsubscribe',
      text: 'Click once and no more marketing mails come to this address.',
      action: 'Unsubscribe me',
    }),
  );
  app.post('/u/:token', async (c) => {
    // RFC 8058: the body says List-Unsubscribe=One-Click, urlencoded or multipart; no cookie, no origin.
    const body = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
    const method = body['List-Unsubscribe'] === 'One-Click' ? 'one_click' : 'link';
    await unsubscribe(deps.ctx, c.req.param('token'), method, readEvidence(deps, c.req.raw));
    return show(c, 'unsubscribe', {
      title: 'You are unsubscribed',
      text: 'It is done: no more marketing mails from us.',
    });
  });

  app.get('/n/:token', (c) =>
    show(c, 'never_again', {
      title: 'Never again?',
      text: 'Click once and we never write to this address again, whoever enters it.',
      action: 'Never write to me again',
    }),
  );
  app.post('/n/:token', async (c) => {
    await neverAgain(deps.ctx, c.req.param('token'), readEvidence(deps, c.req.raw));
    return show(c, 'never_again', { title: 'Done', text: 'We never write to this address again.' });
  });

  // The token says which of the three this is.
  app.get('/w/:token', (c) => showWaitlist(c, false));
  app.post('/w/:token', async (c) => {
    const token = c.req.param('token');
    const act = { join_waitlist: confirmWaitlist, leave_waitlist: leaveWaitlist, keep_waiting: keepWaiting };
    const purpose = waitlistPurposes.find((each) => readToken(deps.ctx, each, token));
    if (purpose) await act[purpose](deps.ctx, token);
    return showWaitlist(c, true);
  });

  async function showWaitlist(c: Context, isDone: boolean): Promise<Response> {
    const purpose = waitlistPurposes.find((each) => readToken(deps.ctx, each, c.req.param('token') ?? ''));
    return purpose ? show(c, purpose, waitlistTexts[purpose][isDone ? 'done' : 'asked']) : invalid(c);
  }

  async function show(c: Context, purpose: TokenPurpose, text: Omit<PageText, 'shop'>): Promise<Response> {
    const link = readToken(deps.ctx, purpose, c.req.param('token') ?? '');
    const tenant = link && (await readTenant(deps.ctx, link.tenantId));
    if (!tenant) return invalid(c);
    return c.html(page({ shop: tenant.name, ...text }), 200, pageHeaders);
  }

  function invalid(c: Context): Response | Promise<Response> {
    const text = 'It may be cut off or too old. Open it again from the mail, or sign up once more.';
    return c.html(page({ shop: 'Beckon', title: 'This link does not work', text }), 403, pageHeaders);
  }

  app.onError((error, c) => {
    if (error instanceof DomainError && error.code === 'token_invalid') return invalid(c);
    throw error;
  });
  return app;
}
