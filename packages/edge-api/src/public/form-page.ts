import { type KnownSource, readTenant } from '@beckon/core/access';
import { DomainError, toLanguage } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import { toResponse } from '../http/problems.ts';
import { chooseLanguage } from '../pages/language.ts';
import { answerWithPage } from '../pages/page.ts';
import { pageTexts } from '../pages/texts/index.ts';

/** What a plain form brought to light before it was done, or failed. */
export type PlainForm = { source?: KnownSource; language?: string | null };

const pageOf = { validation_failed: 'invalid', rate_limited: 'busy' } as const;

/**
 * Answers a form that was posted without scripts: what was done, or what is wrong, as a page for people, in the name of
 * the shop and the language of the form.
 */
export async function toFormPage(
  deps: ApiDeps,
  request: Request,
  submit: (form: PlainForm) => Promise<void>,
): Promise<Response> {
  const form: PlainForm = {};
  let what: 'sent' | 'invalid' | 'busy' | 'setup' = 'sent';
  let status = 200;
  let retryAfter: string | null = null;
  try {
    await submit(form);
  } catch (error) {
    const problem = toResponse(error, deps.ctx.log);
    status = problem.status;
    retryAfter = problem.headers.get('retry-after');
    what = (error instanceof DomainError && pageOf[error.code as keyof typeof pageOf]) || 'setup';
  }
  const language = chooseLanguage(request, toLanguage(form.language));
  const t = pageTexts[language];
  return answerWithPage(
    request,
    { language, shop: await readShop(deps, form), title: t[`${what}Title`], text: t[`${what}Text`] },
    status,
    retryAfter ? { 'retry-after': retryAfter } : {},
  );
}

/** A page without the shop's name is better than none. */
async function readShop(deps: ApiDeps, { source }: PlainForm): Promise<string | null> {
  const tenant = source && (await readTenant(deps.ctx, source.tenantId).catch(() => null));
  return tenant?.name ?? null;
}
