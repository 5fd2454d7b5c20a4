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
  /** For a form that brings a mail to the address in it. */
  admission?: FormAdmission;
  /** It only looks: it counts among what pages look up. */
  isLook?: boolean;
  /** Besides those that every answer has. */
  headers?: Record<string, string>;
};

/**
 * Answers what a widget of a shop's page posts: its body, the source of its key, the page's origin, its limits and challenge, then
 * the work, and an answer that nobody stores.
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
