import type { KnownSource } from '@beckon/core/sources';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { AddressForm, FormAdmission } from '../http/form-admission.ts';
import type { FormLimits } from '../http/form-limits.ts';
import { readInput } from '../http/input.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

type PageCall<S> = {
  endpoint: { body: S; status: number };
  /** For a form that sends a mail to the address in it. */
  admission?: FormAdmission;
  /** The call only reads: it counts against the look-ups of pages. */
  isLook?: boolean;
  /** Headers in addition to those that every answer has. */
  headers?: Record<string, string>;
};

/**
 * Answers a call that a widget on a shop's page posts: reads its body, finds the source of its key, checks the page's
 * origin, its limits and its challenge, and does the work. The answer must not be cached.
 */
export function answerPage<S extends z.ZodType<Record<string, unknown>>>(
  directory: SourceDirectory,
  limits: FormLimits,
  { endpoint, admission, isLook, headers = {} }: PageCall<S>,
  work: (input: z.infer<S>, source: KnownSource, request: Request) => Promise<object>,
): (c: Pick<Context, 'req'>) => Promise<Response> {
  return async ({ req: { raw: request } }) => {
    limits.takeLookup(request);
    const input = await readInput(request, endpoint.body);
    const { key } = input as { key?: string | undefined };
    const source = await requireSource(request, directory, key);
    const origin = checkOrigin(request, source);
    if (admission) await admission.admit(request, source.tenantId, input as unknown as AddressForm);
    else if (!isLook) limits.takeForm(request, source.tenantId);
    const run = () => work(input, source, request);
    const answer = await (admission ? admission.work(run) : run());
    return Response.json(answer, {
      status: endpoint.status,
      headers: { 'cache-control': 'no-store', ...headers, ...corsHeaders(origin) },
    });
  };
}
