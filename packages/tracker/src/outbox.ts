import { fit } from './fit.ts';
import { storage } from './storage.ts';
import { isAllowed } from './visitor.ts';

/** Events that no server has acknowledged yet, one JSON text each. In memory are those that storage does not hold. */
const name = 'beckon.outbox';
let memory = '';

export const add = (line: string) => {
  memory += `\n${line}`;
};

/**
 * Takes out what is done with, and returns what waits. Tabs share it, so storage is read first; where storage is full
 * it still holds lines that memory has too. When there are too many the oldest events go, an order never.
 */
export function update(done: string[] = []): string[] {
  const before = (isAllowed() && storage(name)) || '';
  const all = [...new Set((before + memory).match(/[^\n]+/g))];
  const lines = fit(without(all, done).reverse(), 200_000, '"placed_order"').reverse();
  const text = lines.join('\n');
  memory = isAllowed() && storage(name, text) === text ? '' : text;
  return lines;
}

/** Empties it and returns what was in it. */
export function clear(): string[] {
  const lines = update();
  update(lines);
  return lines;
}

export const without = (lines: string[], others: string[]) => lines.filter((line) => !others.includes(line));
