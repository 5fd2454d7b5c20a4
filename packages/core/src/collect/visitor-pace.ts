import { LRUCache } from 'lru-cache';
import type { StoredEvent } from '../log/index.ts';

/** More events of one visitor in one minute than a person makes: five per second for a whole minute. */
const maxPerMinute = 300;
/** Maximum visitors remembered; those inactive longest are dropped first. */
const remembered = 50_000;

/**
 * Counts each visitor's events per minute in which they happened, in this process. The time of receipt is not used,
 * since a browser that was offline sends the events of hours at once.
 */
export class VisitorPace {
  readonly #visitors = new LRUCache<string, { minute: number; count: number }>({ max: remembered });

  /** Counts an event; returns true when its visitor has sent more than a person could in that minute. */
  isTooFast({ sourceId, anonymousId, occurredAt }: StoredEvent): boolean {
    if (anonymousId === null) return false;
    const key = `${sourceId}\n${anonymousId}`;
    const minute = Math.floor(Date.parse(occurredAt) / 60_000);
    const before = this.#visitors.get(key);
    const count = before?.minute === minute ? before.count + 1 : 1;
    this.#visitors.set(key, { minute, count });
    return count > maxPerMinute;
  }
}
