import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

export type RunningServer = { port: number; close(): Promise<void> };

/**
 * Serves the app with Node's HTTP server. Slow clients are cut: 10 s for headers, 15 s for a request.
 * @throws Error with code EADDRINUSE when the port is taken
 */
export function serveOnNode(app: Hono, options: { port: number; host: string }): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port: options.port, hostname: options.host }, (info) =>
      resolve({ port: info.port, close: () => close(server) }),
    ) as Server;
    server.headersTimeout = 10_000;
    server.requestTimeout = 15_000;
    server.keepAliveTimeout = 65_000;
    server.once('error', reject);
  });
}

/** Takes no new requests, lets those under way end, then cuts what is left (streams never end by themselves). */
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
