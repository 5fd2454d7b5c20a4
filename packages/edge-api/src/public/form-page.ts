import type { Challenge } from '@beckon/contract';
import { makeFormToken } from '@beckon/core/challenge';
import { DomainError, toLanguage } from '@beckon/core/lib';
import type { KnownSource } from '@beckon/core/sources';
import { readTenant } from '@beckon/core/tenants';
import { html } from 'hono/html';
import type { ApiDeps } from '../deps.ts';
import { toResponse } from '../http/problems.ts';
import { chooseLanguage } from '../pages/language.ts';
import { answerWithPage, pageHeaders } from '../pages/page.ts';
import { pageTexts } from '../pages/texts/index.ts';

/** The facts known about a plain form when it succeeded or failed. */
export type PlainForm = {
  source?: KnownSource;
  language?: string | null;
  /** The shop's page that the form is on. */
  origin?: string | null;
  fields?: URLSearchParams;
  /** The form was sent from the page that asks for one more step. */
  isRepeated?: boolean;
};

const pageOf = { validation_failed: 'invalid', rate_limited: 'busy' } as const;

/**
 * Answers a form posted without scripts with a page: success, an error, or one more step, in the name of the shop and
 * the language of the form.
 */
export async function toFormPage(
  deps: ApiDeps,
  request: Request,
  submit: (form: PlainForm) => Promise<void>,
): Promise<Response> {
  const form: PlainForm = {};
  let what: 'sent' | 'invalid' | 'busy' | 'setup' | 'challenge' | 'challengeAgain' = 'sent';
  let status = 200;
  let challenge: Challenge | undefined;
  const headers: Record<string, string> = {};
  try {
    await submit(form);
  } catch (error) {
    const problem = toResponse(error, deps.ctx.log);
    status = problem.status;
    const retryAfter = problem.headers.get('retry-after');
    if (retryAfter) headers['retry-after'] = retryAfter;
    challenge = error instanceof DomainError ? error.challenge : undefined;
    if (challenge) what = form.isRepeated ? 'challengeAgain' : 'challenge';
    else what = (error instanceof DomainError && pageOf[error.code as keyof typeof pageOf]) || 'setup';
  }
  const language = chooseLanguage(request, toLanguage(form.language));
  const t = pageTexts[language];
  // If a directive occurs twice, the first one counts.
  if (challenge)
    headers['content-security-policy'] = `${policies[challenge.kind]}; ${pageHeaders['content-security-policy']}`;
  const body = challenge && askForm(deps, form, challenge, t.challengeAction);
  return answerWithPage(
    request,
    { language, shop: await readShop(deps, form), title: t[`${what}Title`], text: t[`${what}Text`], body },
    status,
    headers,
  );
}

/** A page without the shop's name is better than none. */
async function readShop(deps: ApiDeps, { source }: PlainForm): Promise<string | null> {
  const tenant = source && (await readTenant(deps.ctx, source.tenantId).catch(() => null));
  return tenant?.name ?? null;
}

/**
 * What the page may load besides its own style: our script, and, where a vendor renders its captcha, what the captcha
 * needs.
 */
const policies: Record<Challenge['kind'], string> = {
  altcha: "script-src 'self'",
  turnstile: policyOf('https://challenges.cloudflare.com'),
  hcaptcha: policyOf('https://hcaptcha.com https://*.hcaptcha.com'),
};

function policyOf(vendor: string): string {
  const own = ['script-src', 'style-src'].map((kind) => `${kind} 'self' ${vendor}`);
  return [...own, `frame-src ${vendor}`, `connect-src ${vendor}`].join('; ');
}

/**
 * The same fields with a fresh token: a shopper who reads the page and presses the button has waited long enough. Where
 * scripts run, our script solves the challenge in the meantime.
 */
function askForm(deps: ApiDeps, { source, origin = null, fields }: PlainForm, challenge: Challenge, action: string) {
  const hidden = [
    ...[...(fields ?? [])].filter(([name]) => name !== 'formToken' && name !== 'challengeAnswer'),
    ['formToken', makeFormToken(deps.ctx, source!.tenantId, { origin })] as const,
    ['challengeAnswer', ''] as const,
  ];
  return html`<form method="post" id="challenge" data-challenge="${JSON.stringify(challenge)}">${hidden.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button type="submit">${action}</button></form><script type="module" src="../widgets.challenge-page.js"></script>`;
}
