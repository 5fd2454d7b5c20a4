import { endpoints, type SubscribeResponse } from '@beckon/contract';
import { readFormToken } from '@beckon/core/challenge';
import { subscribe } from '@beckon/core/newsletter';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import { checkPlainForm, isPlainForm, readPlainFields } from '../http/form.ts';
import type { FormAdmission } from '../http/form-admission.ts';
import { checkOrigin, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { type PlainForm, toFormPage } from './form-page.ts';
import { answerPage } from './page-call.ts';

/** Newsletter sign-ups. The answer does not depend on what is known about the address. */
export function subscribeRoutes(deps: ApiDeps, directory: SourceDirectory, admission: FormAdmission): Hono {
  const app = new Hono();
  const endpoint = endpoints.subscribe;

  const answerWidget = answerPage(
    directory,
    admission.limits,
    { endpoint, admission },
    async (input, source, request) => {
      const { warnings } = await subscribe(deps.ctx, source, input, readEvidence(deps, request));
      return { status: 'pending', ...(warnings && { warnings }) } satisfies SubscribeResponse;
    },
  );

  /**
   * Without scripts the browser posts the form itself, and older browsers send its page only as Referer. Posted from
   * our own page that asks for one more step, the form carries the shop's page in its token.
   */
  async function takePlainForm(request: Request, form: PlainForm): Promise<void> {
    admission.limits.takeLookup(request);
    const fields = await readPlainFields(request);
    form.fields = fields;
    form.language = fields.get('language');
    const source = await requireSource(request, directory, fields.get('key') ?? undefined);
    const token = readFormToken(deps.ctx, source.tenantId, fields.get('formToken') ?? '');
    form.isRepeated = !!token?.page;
    form.origin = token?.page ? token.page.origin : originOf(request);
    if (!token?.page) checkOrigin(request, source, form.origin);
    form.source = source;
    const input = checkPlainForm(fields, endpoint.body);
    await admission.admit(request, source.tenantId, input, true);
    const evidence = { ...readEvidence(deps, request), origin: form.origin };
    await admission.work(() => subscribe(deps.ctx, source, input, evidence));
  }

  app.post(endpoint.path, (c) =>
    isPlainForm(c.req.raw) ? toFormPage(deps, c.req.raw, (form) => takePlainForm(c.req.raw, form)) : answerWidget(c),
  );
  return app;
}

function originOf(request: Request): string | null {
  return request.headers.get('origin') ?? URL.parse(request.headers.get('referer') ?? '')?.origin ?? null;
}
