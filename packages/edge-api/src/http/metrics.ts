import type { CollectResponse } from '@beckon/contract';
import type { AnyContext } from '@beckon/core/ports';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LagReader } from './lag-reader.ts';

/** Metrics for Prometheus. Labels are closed lists: routes, results, names of consumers. */
export function createApiMetrics(ctx: AnyContext) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'beckon_' });
  const events = new Counter({
    name: 'beckon_events_total',
    help: 'Events received, by result.',
    labelNames: ['result'],
    registers: [registry],
  });
  const requests = new Histogram({
    name: 'beckon_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const lags = new LagReader(ctx);
  const estimated = new Gauge({
    name: 'beckon_log_lag_is_estimate',
    help: 'Whether beckon_log_lag_events is an estimate.',
    labelNames: ['consumer'],
    registers: [registry],
  });
  new Gauge({
    name: 'beckon_log_lag_events',
    help: 'Stored events that a consumer has not applied yet. Beyond some thousands an estimate.',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      for (const { name, lag, isEstimate } of await lags.read(null).catch(() => [])) {
        this.set({ consumer: name }, lag);
        estimated.set({ consumer: name }, isEstimate ? 1 : 0);
      }
    },
  });
  const pool = new Gauge({
    name: 'beckon_db_connections',
    help: 'Connections to the database, by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const db = ctx.db as { poolSize?: () => { open: number; idle: number; waiting: number } };
      for (const [state, count] of Object.entries(db.poolSize?.() ?? {})) pool.set({ state }, count);
    },
  });
  /** Counts the results of the events of one call. */
  const countEvents = ({ accepted, duplicates, quarantined }: CollectResponse) => {
    events.inc({ result: 'accepted' }, accepted);
    events.inc({ result: 'duplicate' }, duplicates);
    events.inc({ result: 'quarantined' }, quarantined);
  };
  return { registry, countEvents, requests };
}

export type ApiMetrics = ReturnType<typeof createApiMetrics>;
