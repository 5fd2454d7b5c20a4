import { endpoints } from '@beckon/contract';
import {
  authorize,
  type Claim,
  changeEmail,
  changePreferences,
  readPreferences,
  sendPreferencesLink,
} from '@beckon/core/preferences';
import { exportOwnData, requestOwnErasure, toErasure } from '@beckon/core/privacy';
import { Hono } from 'hono';
import type { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import type { FormAdmission } from '../http/form-admission.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { answerPage } from './page-call.ts';

/** Shoppers' preferences, for the shop's pages. The caller is named in the body, so that no log keeps it. */
export function preferenceRoutes(deps: ApiDeps, directory: SourceDirectory, admission: FormAdmission): Hono {
  const app = new Hono();
  const headers = { 'referrer-policy': 'no-referrer' };
  const { ctx } = deps;

  /** The caller is named in the body, as a claim that the handler must verify. */
  function call<S extends z.ZodType<Record<string, unknown>>>(
    endpoint: { path: string; body: S; status: number },
    work: (
      input: z.infer<S>,
      claim: Claim & { source: NonNullable<Claim['source']> },
      request: Request,
    ) => Promise<object>,
    more: { admission?: FormAdmission } = {},
  ): void {
    app.post(
      endpoint.path,
      answerPage(directory, admission.limits, { endpoint, headers, ...more }, (input, source, request) =>
        work(input, { ...(input as object), source }, request),
      ),
    );
  }

  call(endpoints.readPreferences, async (_, claim) => readPreferences(ctx, await authorize(ctx, claim)));
  call(endpoints.changePreferences, (input, claim, request) =>
    changePreferences(ctx, claim, input.change, readEvidence(deps, request)),
  );
  call(
    endpoints.sendPreferencesLink,
    async (input, { source }, request) => {
      await sendPreferencesLink(ctx, source, input, readEvidence(deps, request));
      return { status: 'pending' };
    },
    { admission },
  );
  call(endpoints.changeEmail, async (input, claim, request) => {
    await admission.work(() => changeEmail(ctx, claim, input.newEmail, readEvidence(deps, request)));
    return { status: 'pending' };
  });
  call(endpoints.exportOwnData, (_, claim) => exportOwnData(ctx, claim));
  call(endpoints.eraseOwnData, async (_, claim) => toErasure(await requestOwnErasure(ctx, claim)));
  return app;
}
