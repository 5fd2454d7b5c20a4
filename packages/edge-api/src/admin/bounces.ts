import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type BounceResult, endpoints } from '@beckon/contract';
import { recordBounce } from '@beckon/core/bounces';
import { readBytes } from '../http/body.ts';
import { readInput } from '../http/input.ts';
import type { ApiServer } from '../http/serve.ts';

/** Mails that came back. */
export function serveBounces(api: ApiServer): void {
  api.serveWithBody(endpoints.recordBounces, readMails, async ({ ctx, caller, body }) => {
    const results: BounceResult[] = [];
    for (const mail of body) {
      results.push(await recordBounce(ctx, caller.tenantId, mail));
      // A mail is read without a pause, for up to half a second.
      await letOthersRun();
    }
    return { results };
  });
}

/**
 * The mails of a call. A single one as it is keeps its bytes, which may be in any charset.
 * @throws DomainError as `readInput`, `bad_request`
 */
async function readMails(request: Request): Promise<Uint8Array[]> {
  const { body, rawBody } = endpoints.recordBounces;
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type === rawBody) return [await readBytes(request)];
  const { mails } = await readInput(request, body);
  return mails.map((mail) => new TextEncoder().encode(mail));
}
