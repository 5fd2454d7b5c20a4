import type { MiddlewareHandler } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { checkOrigin, openToPage, preflightAnswer, readKey, requireSource } from '../http/keys.ts';
import { toResponse } from '../http/problems.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/**
 * Lets pages from the source's origins read the answers, including errors. Never with credentials: the key is in the
 * request, and cookies are not used.
 */
export function publicCors(deps: ApiDeps, directory: SourceDirectory): MiddlewareHandler {
  return async (c, next) => {
    const request = c.req.raw;
    if (request.method === 'OPTIONS') {
      try {
        const origin = checkOrigin(request, await requireSource(request, directory));
        return preflightAnswer(origin, 'content-type, content-encoding');
      } catch (error) {
        return toResponse(error, deps.ctx.log);
      }
    }
    await next();
    const origin = request.headers.get('origin');
    if (origin && c.res.status >= 400 && !c.res.headers.has('access-control-allow-origin')) {
      // A page with a wrong key must be able to read that it is wrong, or that its network tried many; it can read
      // nothing else. The database is not queried again: it may be what failed.
      const code = await readCode(c.res);
      const source = directory.findCached(readKey(request) ?? '');
      const isWrongKey = code === 'key_unknown' || (code === 'rate_limited' && !source);
      if (isWrongKey || source?.allowedOrigins.includes(origin)) openToPage(c.res, origin);
    }
    return;
  };
}

async function readCode(answer: Response): Promise<string | undefined> {
  const body = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  return body.code;
}
