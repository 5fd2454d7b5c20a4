import type { MetricsAccess } from '@beckon/edge-api';
import type { Config } from './config.ts';

type Exposed = Pick<Config, 'mode' | 'host' | 'metricsToken' | 'metricsPort'>;

/** Whether other machines can reach what listens on this host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether development mode can be reached from other machines: it shows mails and has keys that are known. */
export function isExposedInDevelopment({ mode, host }: Pick<Exposed, 'mode' | 'host'>): boolean {
  return mode !== 'production' && !isLoopback(host);
}

/** Who may read /metrics on the port of the API. Without a setting only development does, on this machine. */
export function metricsAccessOf({ mode, host, metricsToken, metricsPort }: Exposed): MetricsAccess {
  if (metricsToken !== undefined) return { token: metricsToken };
  return mode !== 'production' && metricsPort === undefined && isLoopback(host) ? 'open' : 'closed';
}
