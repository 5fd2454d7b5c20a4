import { deriveKey } from '@beckon/core/lib';
import type { Captcha, Context, Db, Dns, Log, LogFields } from '@beckon/core/ports';
import { createIds, createRandom, TestClock } from '@beckon/core/testing/controlled';
import { CapturingOutbox } from './outbox.ts';

export type SimulatedContext = { ctx: Context; clock: TestClock; outbox: CapturingOutbox; faults: FaultLog };

/** Forms of shoppers are not asked for a challenge; one that is asked for all the same cannot be solved. */
const captcha: Captcha = {
  kind: 'altcha',
  issue: async () => ({ kind: 'altcha', task: '{}' }),
  verify: async () => ({ outcome: 'refused', reason: 'a simulated shop accepts no solution' }),
};

/** What Beckon would have logged as a fault. */
export class FaultLog implements Log {
  #faults: string[] = [];
  debug(): void {}
  info(): void {}
  warn = (message: string, fields: LogFields = {}) => this.#note(message, fields);
  error = (message: string, fields: LogFields = {}) => this.#note(message, fields);

  #note(message: string, fields: LogFields): void {
    const facts = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    this.#faults.push([message, ...facts].join(', '));
  }

  /** @throws Error with all that went wrong since the last call */
  refuseFaults(): void {
    const faults = this.#faults;
    this.#faults = [];
    if (faults.length > 0) throw new Error(`Beckon logged faults:\n${faults.join('\n')}`);
  }
}

/** A simulated shop asks no name server, so its mails are not signed. */
const noRecords: Dns = {
  readTxt: async () => ({ outcome: 'none' }),
  readMx: async () => ({ outcome: 'none' }),
};

/** What domain code works with: the real database, and everything else under control. */
export function createContext(db: Db, now: string): SimulatedContext {
  const clock = new TestClock(now);
  const outbox = new CapturingOutbox(clock);
  const faults = new FaultLog();
  const ctx: Context = {
    db,
    clock,
    ids: createIds(clock),
    random: createRandom(),
    log: faults,
    secrets: {
      tokens: [deriveKey('simulated', 'tokens')],
      suppression: deriveKey('simulated', 'suppression'),
      identity: deriveKey('simulated', 'identity'),
    },
    adapters: {
      senderOf: async (tenantId, channel) => outbox.senders[channel](tenantId),
      captcha: { chosen: captcha, builtIn: captcha, fallback: 'altcha' },
      webhooks: outbox.webhookSender,
      dns: noRecords,
    },
    publicUrl: 'https://beckon.test',
  };
  return { ctx, clock, outbox, faults };
}
