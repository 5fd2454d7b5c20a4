import { createServer } from 'node:net';

/**
 * A port of the loopback interface that is free, together with the next one. It lies below the range from which the
 * system gives ports to connections, so that no connection takes it before the test does.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + 2 * Math.floor(Math.random() * 10_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
