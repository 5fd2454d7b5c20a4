import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

export type RunningServer = { port: number; close(): Promise<void> };

/**
 * Serves the app with Node's HTTP server. Slow clients are cut: 10 s for headers, 15 s for a request with its body, looked
 * at every second (by itself Node looks every 30 s).
 * @param options.requestTimeout milliseconds for a request with its body
 * @throws Error with code EADDRINUSE when the port is taken
 */
export function serveOnNode(
  app: Hono,
  options: { port: number; host: string; requestTimeout?: number },
): Promise<RunningServer> {
  const { port, host: hostname, requestTimeout = 15_000 } = options;
  return new Promise((resolve, reject) => {
    const serverOptions = {
      headersTimeout: Math.min(10_000, requestTimeout),
      requestTimeout,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 1_000,
    };
    const server = serve({ fetch: app.fetch, port, hostname, serverOptions }, (info) =>
      resolve({ port: info.port, close: () => close(server) }),
    ) as Server;
    server.once('error', reject);
  });
}

/** Accepts no new requests, lets those in progress end, then closes the rest (streams never end by themselves). */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), 3_000);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
