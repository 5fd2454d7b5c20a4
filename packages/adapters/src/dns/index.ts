import { Resolver } from 'node:dns/promises';
import type { Dns, DnsAnswer } from '@beckon/core/ports';

export type DnsOptions = {
  /** Milliseconds for an answer, attempts included. */
  timeout?: number;
  /** `address:port` of name servers, in place of those of the machine. */
  servers?: readonly string[];
};

/** The name or the record does not exist, which its server has said. */
const absent = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks the name servers of the machine. */
export function createDns({ timeout = 5_000, servers }: DnsOptions = {}): Dns {
  const ask = async (read: (resolver: Resolver) => Promise<string[]>): Promise<DnsAnswer> => {
    // One for each question: it is given up as a whole, and what it has not sent is cancelled.
    const resolver = new Resolver({ timeout: Math.ceil(timeout / 3), tries: 2 });
    if (servers) resolver.setServers(servers);
    const deadline = setTimeout(() => resolver.cancel(), timeout);
    try {
      const values = await read(resolver);
      return values.length > 0 ? { outcome: 'found', values } : { outcome: 'none' };
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      return absent.has(code) ? { outcome: 'none' } : { outcome: 'unavailable', reason: code };
    } finally {
      clearTimeout(deadline);
    }
  };
  return {
    readTxt: (name) => ask(async (resolver) => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    readMx: (name) =>
      ask(async (resolver) => {
        const hosts = await resolver.resolveMx(name);
        return hosts.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
      }),
  };
}
