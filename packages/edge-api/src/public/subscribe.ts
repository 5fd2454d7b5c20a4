import { endpoints } from '@beckon/contract';
import { subscribe } from '@beckon/core/newsletter';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import { checkPlainForm, isPlainForm, readPlainFields } from '../http/form.ts';
import type { FormLimits } from '../http/form-limits.ts';
import { checkOrigin, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { type PlainForm, toFormPage } from './form-page.ts';
import { answerPage } from './page-call.ts';

/** Newsletter sign-ups. The answer is the same whatever is known of the address. */
export function subscribeRoutes(deps: ApiDeps, directory: SourceDirectory, limits: FormLimits): Hono {
  const app = new Hono();
  const endpoint = endpoints.subscribe;

  const answerWidget = answerPage(directory, { endpoint, limits }, async (input, source, request) => {
    await subscribe(deps.ctx, source, input, readEvidence(deps, request));
    return { status: 'pending' };
  });

  /** Without scripts the widget is a form of the page itself, and older browsers send its page as Referer only. */
  async function takePlainForm(request: Request, form: PlainForm): Promise<void> {
    limits.takeLook(request);
    const referer = URL.parse(request.headers.get('referer') ?? '')?.origin ?? null;
    const fields = await readPlainFields(request);
    form.language = fields.get('language');
    const source = await requireSource(request, directory, fields.get('key') ?? undefined);
    checkOrigin(request, source, request.headers.get('origin') ?? referer);
    form.source = source;
    const input = checkPlainForm(fields, endpoint.body);
    limits.takeForm(request, source.tenantId);
    await subscribe(deps.ctx, source, input, readEvidence(deps, request));
  }

  app.post(endpoint.path, (c) =>
    isPlainForm(c.req.raw) ? toFormPage(deps, c.req.raw, (form) => takePlainForm(c.req.raw, form)) : answerWidget(c),
  );
  return app;
}
