import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * How the way to a server behaves. `pass`: as it should. `refuse`: nobody listens. `half-open`: connections stand, and
 * bytes vanish both ways. `fin-on-accept`: each connection is closed as soon as it was accepted. `deaf`: what the
 * client sends arrives, the answers vanish.
 */
export type ProxyMode = 'pass' | 'refuse' | 'half-open' | 'fin-on-accept' | 'deaf';

/** A TCP proxy in front of a real server, for tests of what a bad network does. */
export class ChaosProxy {
  /** Connections that were accepted so far. */
  connects = 0;
  #mode: ProxyMode = 'pass';
  #port = 0;
  #server: Server | undefined;
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** Listens on a free port of this machine. */
  static async start(target: { host: string; port: number }): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** The address of the server, seen through the proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.#port);
    return changed.href;
  }

  /** Changes the behaviour, for connections that stand too. */
  async setMode(mode: ProxyMode): Promise<void> {
    this.#mode = mode;
    if (mode === 'refuse') await this.#stopListening();
    else if (!this.#server) await this.#listen();
  }

  /** Cuts all connections that stand, without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.cut();
    await this.#stopListening();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#accept(client));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #accept(client: Socket): void {
    this.connects++;
    this.#keep(client);
    if (this.#mode === 'fin-on-accept') {
      client.end();
      return;
    }
    const server = connect(this.#target);
    this.#keep(server);
    server.setNoDelay(true);
    client.setNoDelay(true);
    client.on('data', (bytes) => this.#mode !== 'half-open' && server.write(bytes));
    server.on('data', (bytes) => this.#mode !== 'half-open' && this.#mode !== 'deaf' && client.write(bytes));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
