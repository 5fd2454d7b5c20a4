import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The behaviour of the connection to a server. `pass`: normal. `refuse`: connections are refused. `half-open`:
 * connections stay open, and bytes are lost in both directions. `fin-on-accept`: each connection is closed once it is
 * accepted. `deaf`: requests arrive, and responses are lost.
 */
export type ProxyMode = 'pass' | 'refuse' | 'half-open' | 'fin-on-accept' | 'deaf';

/** A TCP proxy in front of a real server, for tests of network failures. */
export class ChaosProxy {
  /** Number of connections accepted so far. */
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

  /** The address of the server through the proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.#port);
    return changed.href;
  }

  /** Changes the behaviour, also for open connections. */
  async setMode(mode: ProxyMode): Promise<void> {
    this.#mode = mode;
    if (mode === 'refuse') await this.#stopListening();
    else if (!this.#server) await this.#listen();
  }

  /** Resets all open connections. */
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
