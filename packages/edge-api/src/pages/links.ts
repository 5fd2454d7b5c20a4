import type { RequestEvidence } from '@beckon/core/consent';
import { DomainError } from '@beckon/core/lib';
import { readToken, type TokenPurpose } from '@beckon/core/links';
import { blockAddress, confirmSubscription, isBlocked, unblockAddress, unsubscribe } from '@beckon/core/newsletter';
import { readLanguage } from '@beckon/core/preferences';
import { readTenant } from '@beckon/core/tenants';
import { confirmWaitlist, keepWaiting, leaveWaitlist } from '@beckon/core/waitlists';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { ApiDeps } from '../deps.ts';
import { readFields } from '../http/body.ts';
import { readEvidence } from '../http/evidence.ts';
import { chooseLanguage } from './language.ts';
import { type AskingPage, answerWithPage, asking, type PageContent, pageStyles } from './page.ts';
import { pageTexts } from './texts/index.ts';

type LinkPage = {
  /** What the token of the path may be for; it says itself which of them it is. */
  purposes: readonly TokenPurpose[];
  /** @returns the page whose words say what was done */
  act(purpose: TokenPurpose, token: string, evidence: RequestEvidence, request: Request): Promise<AskingPage>;
};

const words: Record<TokenPurpose, AskingPage> = {
  confirm: 'confirm',
  unsubscribe: 'unsubscribe',
  block_address: 'blockAddress',
  join_waitlist: 'joinWaitlist',
  leave_waitlist: 'leaveWaitlist',
  keep_waiting: 'keepWaiting',
};

/** The pages that links in mails lead to. GET shows and changes nothing; POST acts. */
export function linkRoutes(deps: ApiDeps): Hono {
  const app = new Hono();
  const { ctx } = deps;

  app.get('/pages.css', (c) =>
    c.body(pageStyles, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' }),
  );

  const pages: Record<string, LinkPage> = {
    '/c/:token': {
      purposes: ['confirm'],
      async act(_, token, evidence) {
        await confirmSubscription(ctx, token, evidence);
        return 'confirm';
      },
    },
    '/u/:token': {
      purposes: ['unsubscribe'],
      async act(_, token, evidence, request) {
        await unsubscribe(ctx, token, (await isOneClick(request)) ? 'one_click' : 'link', evidence);
        return 'unsubscribe';
      },
    },
    '/n/:token': {
      purposes: ['block_address'],
      async act(_, token, evidence, request) {
        if (await asksToUnblock(request)) {
          await unblockAddress(ctx, token);
          return 'unblockAddress';
        }
        await blockAddress(ctx, token, evidence);
        return 'blockAddress';
      },
    },
    '/w/:token': {
      purposes: ['join_waitlist', 'leave_waitlist', 'keep_waiting'],
      async act(purpose, token) {
        if (purpose === 'join_waitlist') await confirmWaitlist(ctx, token);
        else if (purpose === 'leave_waitlist') await leaveWaitlist(ctx, token);
        else await keepWaiting(ctx, token);
        return words[purpose];
      },
    },
  };

  for (const [path, { purposes, act }] of Object.entries(pages)) {
    app.get(path, (c) => show(c, purposes));
    app.post(path, async (c) => {
      const token = c.req.param('token') ?? '';
      const purpose = purposes.find((each) => readToken(ctx, each, token));
      if (!purpose) return invalid(c);
      const done = await act(purpose, token, readEvidence(deps, c.req.raw), c.req.raw);
      return show(c, purposes, done);
    });
  }

  /** @param done what a click has just done; left out: the page that asks for it */
  async function show(c: Context, purposes: readonly TokenPurpose[], done?: AskingPage): Promise<Response> {
    const token = c.req.param('token') ?? '';
    const purpose = purposes.find((each) => readToken(ctx, each, token));
    const link = purpose && readToken(ctx, purpose, token);
    const tenant = link && (await readTenant(ctx, link.tenantId));
    if (!tenant) return invalid(c);
    const language = chooseLanguage(c.req.raw, await readLanguage(ctx, link.tenantId, link.subject.split(':')[0]!));
    const frame = { language, shop: tenant.name };
    if (done) return answerWithPage(c.req.raw, { ...frame, ...asking(language, done, true) });
    if (purpose === 'block_address' && (await isBlocked(ctx, token))) return askToUnblock(c, frame);
    return answerWithPage(c.req.raw, { ...frame, ...asking(language, words[purpose], false) });
  }

  /** A blocked address can be allowed again by the same link: its holder reads the mailbox. */
  function askToUnblock(c: Context, frame: Pick<PageContent, 'language' | 'shop'>): Response {
    const { title, text, action } = asking(frame.language, 'unblockAddress', false);
    const body = html`<form method="post"><button type="submit" name="action" value="unblock">${action}</button></form>`;
    return answerWithPage(c.req.raw, { ...frame, title, text, body });
  }

  function invalid(c: Context): Response {
    const language = chooseLanguage(c.req.raw);
    const { brokenTitle: title, brokenText: text } = pageTexts[language];
    return answerWithPage(c.req.raw, { language, shop: null, title, text }, 403);
  }

  app.onError((error, c) => {
    if (error instanceof DomainError && error.code === 'token_invalid') return invalid(c);
    throw error;
  });
  return app;
}

/** The button of a page that offers to lift a block; a mail program's own POST says nothing of it. */
async function asksToUnblock(request: Request): Promise<boolean> {
  const { action } = await readFields(request);
  return action === 'unblock';
}

/** RFC 8058: the body says List-Unsubscribe=One-Click, urlencoded or multipart; no cookie, no origin. */
async function isOneClick(request: Request): Promise<boolean> {
  const fields = await readFields(request);
  return fields['List-Unsubscribe'] === 'One-Click';
}
