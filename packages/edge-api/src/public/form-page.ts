import { DomainError } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import { toResponse } from '../http/problems.ts';
import { type PageText, page, pageHeaders } from '../pages/page.ts';

const done = { title: 'Check your inbox', text: 'We sent you a link. Open it to confirm your address.' };

const faults: Record<string, Omit<PageText, 'shop'>> = {
  validation_failed: {
    title: 'Please check what you entered',
    text: 'Go back, and make sure that the address looks like name@example.com.',
  },
  rate_limited: { title: 'One moment, please', text: 'Too many tries. Please try again in a few minutes.' },
};
const otherFault = { title: 'This did not work', text: 'Please tell the shop that its form is not set up yet.' };

/** Answers a form that was posted without scripts: what was done, or what is wrong, as a page for people. */
export async function toFormPage(deps: ApiDeps, submit: () => Promise<void>): Promise<Response> {
  let status = 200;
  let text: Omit<PageText, 'shop'> = done;
  const headers = new Headers({ ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
  try {
    await submit();
  } catch (error) {
    const problem = toResponse(error, deps.ctx.log);
    status = problem.status;
    const retryAfter = problem.headers.get('retry-after');
    if (retryAfter) headers.set('retry-after', retryAfter);
    text = (error instanceof DomainError && faults[error.code]) || otherFault;
  }
  return new Response(String(await page({ shop: 'Newsletter', ...text })), { status, headers });
}
