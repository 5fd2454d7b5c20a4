import { randomUUID } from 'node:crypto';

/** The client's record of what it sent, kept outside the product so that the check does not depend on it. */
export type OutsideLedger = {
  /** Ids that were acknowledged with 202 as accepted or duplicate. */
  acknowledged: Set<string>;
  /** All ids that were sent at least once. */
  sent: Set<string>;
  stop(): Promise<void>;
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A shop server under load: sends orders one after another over several connections, each until it is acknowledged. */
export function sendOrders(
  target: () => { apiUrl: string; secretKey: string },
  options: { lines: number; perRequest: number },
): OutsideLedger {
  const ledger = { acknowledged: new Set<string>(), sent: new Set<string>() };
  let isStopping = false;
  let number = 0;

  async function line(): Promise<void> {
    while (!isStopping) {
      const events = Array.from({ length: options.perRequest }, () => {
        const order = number++;
        return {
          id: randomUUID(),
          type: 'placed_order',
          userId: `live-${order % 50}`,
          properties: { orderId: `live-${order}`, total: order % 1_000, currency: 'USD' },
        };
      });
      for (const event of events) ledger.sent.add(event.id);
      await untilAcknowledged(events);
    }
  }

  /** Like a careful client: repeats the same ids until it gets a response. */
  async function untilAcknowledged(events: { id: string }[]): Promise<void> {
    while (!isStopping) {
      const { apiUrl, secretKey } = target();
      try {
        const answer = await fetch(`${apiUrl}/api/v1/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ events }),
          signal: AbortSignal.timeout(3_000),
        });
        if (answer.status === 202) {
          const { results } = (await answer.json()) as { results: { id: string; result: string }[] };
          for (const { id, result } of results) if (result !== 'quarantined') ledger.acknowledged.add(id);
          return;
        }
      } catch {
        // Refused, disconnected or no response: the outcome is unknown.
      }
      await pause(50);
    }
  }

  const lines = Array.from({ length: options.lines }, line);
  return {
    ...ledger,
    async stop() {
      isStopping = true;
      await Promise.all(lines);
    },
  };
}
