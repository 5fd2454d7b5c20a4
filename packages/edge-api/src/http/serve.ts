import { type Endpoint, isPermission, type Permission, takesIdempotencyKey } from '@beckon/contract';
import type { Caller } from '@beckon/core/access';
import { executeOnce } from '@beckon/core/idempotency';
import { csvFile } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import { csvResponse, wantsCsv } from './csv-answer.ts';
import { readIdempotencyKey, readRepeatable, toJsonResponse } from './idempotency-key.ts';
import { readInput } from './input.ts';
import { readQuery } from './query.ts';

/** A call that requires a permission. */
type PermissionEndpoint = Endpoint & { access: Permission };

/** The parts of a path in braces, by name. */
type Params<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name | keyof Params<Rest>]: string }
  : Record<never, string>;

type Query<E extends Endpoint> = E extends { query: infer Q extends z.ZodType } ? z.infer<Q> : undefined;
type Body<E extends Endpoint> = E extends { body: infer B extends z.ZodType } ? z.infer<B> : undefined;
type Answer<E extends Endpoint> = z.input<E['response']>;

/** An answer as a table. */
export type Table = { columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] };

/** The input of a handler: the caller, and the request's data as parsed by the endpoint's schemas. */
export type Call<E extends Endpoint, B = Body<E>> = {
  /** To work with. For a call with an `Idempotency-Key`, its connection may be the transaction that stores the answer. */
  ctx: Context;
  caller: Caller;
  params: Params<E['path']>;
  query: Query<E>;
  body: B;
};

/**
 * Binds endpoints of the contract to handlers: checks the caller's permission, reads path, query and body, executes calls
 * with an `Idempotency-Key` once, and answers with the status of the endpoint.
 * @example
 * const api = new ApiServer(ctx, (request, permission) => requireCaller(deps, directory, request, permission));
 * api.serve(endpoints.readContact, ({ ctx, caller, params }) =>
 *   readContact(ctx, caller.tenantId, readId('ctc', params.id)));
 */
export class ApiServer {
  readonly routes = new Hono();
  readonly #ctx: Context;
  readonly #authorize: (request: Request, permission: Permission) => Promise<Caller>;
  readonly #checksAnswers: boolean;

  /**
   * @param authorize returns the caller, or throws when there is none or it lacks the permission
   * @param checksAnswers whether answers are validated against the schema of the endpoint, as in tests
   */
  constructor(
    ctx: Context,
    authorize: (request: Request, permission: Permission) => Promise<Caller>,
    checksAnswers = false,
  ) {
    this.#ctx = ctx;
    this.#authorize = authorize;
    this.#checksAnswers = checksAnswers;
  }

  serve<const E extends PermissionEndpoint, const A extends Answer<E>>(
    endpoint: E,
    handler: (call: Call<E>) => Promise<A>,
  ): void {
    const readBody = ({ body }: Endpoint, request: Request) => (body ? readInput(request, body) : undefined);
    this.#bind(endpoint, handler, (request) => readBody(endpoint, request) as Promise<Body<E>>);
  }

  /** The same for a body that is accepted even if a part of it is invalid. */
  serveWithBody<const E extends PermissionEndpoint, B, const A extends Answer<E>>(
    endpoint: E,
    readBody: (request: Request) => Promise<B>,
    handler: (call: Call<E, B>) => Promise<A>,
  ): void {
    this.#bind(endpoint, handler, readBody);
  }

  /**
   * The same for an answer that is also a table: as CSV for `Accept: text/csv` or `?format=csv`.
   * @param toTable the columns and rows of an answer
   */
  serveTable<const E extends PermissionEndpoint & { csv: true }, const A extends Answer<E>>(
    endpoint: E,
    handler: (call: Call<E>) => Promise<A>,
    toTable: (answer: A) => Table,
  ): void {
    const readBody = ({ body }: Endpoint, request: Request) => (body ? readInput(request, body) : undefined);
    this.#bind(
      endpoint,
      handler,
      (request) => readBody(endpoint, request) as Promise<Body<E>>,
      (answer) => {
        const { columns, rows } = toTable(answer as A);
        return csvFile(columns, rows);
      },
    );
  }

  /**
   * The same for a stream of server-sent events.
   * @param handler writes until it returns; `mayStay` returns whether the caller still has the permission
   */
  serveStream<const E extends PermissionEndpoint & { isStream: true }>(
    endpoint: E,
    handler: (
      call: { ctx: Context; caller: Caller },
      stream: SSEStreamingApi,
      mayStay: () => Promise<boolean>,
    ) => Promise<void>,
  ): void {
    const authorize = (request: Request) => this.#authorize(request, endpoint.access);
    this.routes.get(routePath(endpoint.path), async (c) => {
      const caller = await authorize(c.req.raw);
      c.header('cache-control', 'no-store');
      const mayStay = () =>
        authorize(c.req.raw).then(
          () => true,
          () => false,
        );
      return streamSSE(c, (stream) => handler({ ctx: this.#ctx, caller }, stream, mayStay));
    });
  }

  #bind<E extends PermissionEndpoint, B>(
    endpoint: E,
    handler: (call: Call<E, B>) => Promise<Answer<E>>,
    readBody: (request: Request) => Promise<B>,
    toCsv?: (answer: Answer<E>) => string,
  ): void {
    this.routes.on(endpoint.method.toUpperCase(), routePath(endpoint.path), async (c) => {
      const request = c.req.raw;
      const caller = await this.#authorize(request, endpoint.access);
      const query = (endpoint.query ? readQuery(request, endpoint.query) : undefined) as Query<E>;
      const params = c.req.param() as Params<E['path']>;
      const work = async (ctx: Context, body: B) => {
        const answer = await handler({ ctx, caller, params, query, body });
        if (this.#checksAnswers) endpoint.response.parse(answer);
        return { status: endpoint.status, body: JSON.stringify(answer) };
      };
      if (toCsv && wantsCsv(request)) {
        const answer = await handler({ ctx: this.#ctx, caller, params, query, body: await readBody(request) });
        return csvResponse(toCsv(answer), endpoint.path);
      }
      const key = takesIdempotencyKey(endpoint) ? readIdempotencyKey(request) : null;
      if (key === null) return toJsonResponse(await work(this.#ctx, await readBody(request)), false);
      const { parts, copy } = await readRepeatable(request);
      // A body that is not valid is refused before its key counts.
      const body = await readBody(copy);
      const isAtomic = !endpoint.afterCrash;
      const done = await executeOnce(this.#ctx, { caller, key, ...parts }, (ctx) => work(ctx, body), { isAtomic });
      return toJsonResponse(done, done.isReplayed);
    });
  }
}

/** Whether an endpoint is served here. */
export function needsPermission(endpoint: Endpoint): endpoint is PermissionEndpoint {
  return isPermission(endpoint.access);
}

/** `/contacts/{id}` in Hono's syntax: `/contacts/:id`. */
function routePath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
