import { type ConsumerHealth, readConsumerHealth } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';

export type Readiness = { status: 'ok' | 'database_unavailable' | 'consumers_stuck' } & Partial<ConsumerHealth>;

/**
 * Whether this process is ready for traffic. Every process reports stalled consumers; a process that runs them is then
 * not ready, so that a supervisor notices. A process that serves only the API can still store events and stays ready.
 */
export class ReadinessCheck {
  readonly #ctx: Context;
  readonly #runsConsumers: boolean;
  #underWay: Promise<Readiness> | undefined;

  constructor(ctx: Context, runsConsumers: boolean) {
    this.#ctx = ctx;
    this.#runsConsumers = runsConsumers;
  }

  async read(): Promise<{ httpStatus: 200 | 503; readiness: Readiness }> {
    // One check at a time, however many callers ask.
    this.#underWay ??= look(this.#ctx).finally(() => {
      this.#underWay = undefined;
    });
    const readiness = await this.#underWay;
    const isReady = readiness.status === 'ok' || (readiness.status === 'consumers_stuck' && !this.#runsConsumers);
    return { httpStatus: isReady ? 200 : 503, readiness };
  }
}

async function look(ctx: Context): Promise<Readiness> {
  const { db } = ctx;
  const query: Context['db']['query'] = (statement) => db.query(statement, { deadline: 1_000 });
  const health = await readConsumerHealth({ ...ctx, db: { ...db, query } }).catch(() => null);
  if (!health) return { status: 'database_unavailable' };
  return { status: health.stuck.length > 0 ? 'consumers_stuck' : 'ok', ...health };
}
