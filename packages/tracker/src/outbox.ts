import type { Storage } from './storage.ts';

const name = 'beckon.outbox';

/** Keeps at most 500 events and 200,000 characters: the oldest go first, an order never. */
export function bounded(lines: string[]): string[] {
  let size = lines.join().length;
  while (lines.length > 500 || size > 200_000) {
    const oldest = lines.findIndex((line) => !line.startsWith('{"type":"placed_order"'));
    if (oldest < 0) break;
    size -= `${lines.splice(oldest, 1)}`.length + 1;
  }
  return lines;
}

/** Changes what waits (all stays as it is without `change`) and returns it. */
type Update = (change?: (lines: string[]) => string[]) => string[];

export type Outbox = [add: (line: string) => void, update: Update, keep: (isStored: boolean) => void];

/**
 * Events that no server has acknowledged yet, one JSON text each. In storage once `keep(true)` was called, in memory
 * before and where storage fails. Tabs share it: storage is read before each change.
 */
export function createOutbox(storage: Storage): Outbox {
  let fresh: string[] = [];
  let kept: string[] = [];
  let isStored = false;

  return [
    (line) => {
      fresh.push(line);
    },
    (change) => {
      const before = isStored ? storage(name) || '' : '';
      const lines = (isStored ? before.split('\n').filter(Boolean) : kept).concat(fresh);
      fresh = [];
      kept = bounded(change ? change(lines) : lines);
      const text = kept.join('\n');
      if (isStored && text !== before) isStored = storage(name, text) === text;
      return kept;
    },
    (toStored) => {
      if (!isStored) fresh = kept.concat(fresh);
      isStored = toStored;
      kept = [];
    },
  ];
}
