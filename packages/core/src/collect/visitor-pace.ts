import { LRUCache } from 'lru-cache';
import type { StoredEvent } from '../log/index.ts';

/** More events of one visitor in one minute than a person makes: five a second, for a whole minute. */
const maxPerMinute = 300;
/** Most visitors remembered; the longest quiet ones are forgotten first. */
const remembered = 50_000;

/**
 * Counts the events of each visitor by the minute in which they happened, in this process. By that time, and not by
 * that of receipt: a browser that was offline sends hours at once.
 */
export class VisitorPace {
  readonly #visitors = new LRUCache<string, { minute: number; count: number }>({ max: remembered });

  /** Counts an event; true when its visitor has been too fast for a person in that minute. */
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
