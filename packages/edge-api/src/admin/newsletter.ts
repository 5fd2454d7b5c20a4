import { endpoints } from '@beckon/contract';
import { readOptIn, setOptIn } from '@beckon/core/tenants';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** How the shop takes sign-ups. */
export function serveNewsletter(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.readNewsletter, async ({ caller }) => ({ optIn: await readOptIn(ctx, caller.tenantId) }));

  api.serve(endpoints.putNewsletter, async ({ caller, body: { optIn } }) => {
    await setOptIn(ctx, caller.tenantId, optIn);
    return { optIn };
  });
}
