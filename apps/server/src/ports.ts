import { createServer } from 'node:net';

/** A port of the loopback interface that is free now. */
export function findFreePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (preferred !== 0 && error.code === 'EADDRINUSE') findFreePort(0, host).then(resolve, reject);
      else reject(error);
    });
    server.listen(preferred, host, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
