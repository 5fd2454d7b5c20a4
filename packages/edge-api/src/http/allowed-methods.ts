import type { Hono } from 'hono';
import { METHOD_NAME_ALL } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';
import { problemResponse } from './problems.ts';

/**
 * Answers a request that matches no route: 405 with the allowed methods if its path has any, else 404.
 * @param isAsset whether a path is a served file
 */
export function createRefusal(app: Hono, isAsset: (request: Request) => Promise<boolean>) {
  const router = new TrieRouter<string>();
  for (const { method, path } of app.routes) {
    // Middleware is registered for any method, and the files for any path.
    if (method !== METHOD_NAME_ALL && path !== '/*') router.add(METHOD_NAME_ALL, path, method);
  }
  return async (request: Request, path: string): Promise<Response> => {
    const methods = new Set(router.match(METHOD_NAME_ALL, path)[0].map(([method]) => method));
    if (methods.size === 0 && !isReading(request) && (await isAsset(request))) methods.add('GET');
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size === 0 || methods.has(request.method)) return problemResponse('not_found');
    const answer = problemResponse('method_not_allowed');
    answer.headers.set('allow', [...methods].toSorted().join(', '));
    return answer;
  };
}

const isReading = ({ method }: Request) => method === 'GET' || method === 'HEAD';
