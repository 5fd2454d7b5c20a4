import { fit } from './fit.ts';
import { storage } from './storage.ts';
import { isAllowed } from './visitor.ts';

/** Events that no server has acknowledged yet, one JSON text each. In memory are those that storage does not hold. */
const name = 'beckon.outbox';
let memory = '';

export const add = (line: string) => {
  memory += `\n${line}`;
};

/** The oldest events are the first to go when there are too many, an order never. */
const isOrder = (line: string) => line.includes('"placed_order"');

/**
 * Changes what waits (all stays as it is without `change`) and returns it. Tabs share it, so storage is read first;
 * where storage is full it still holds lines that memory has too.
 */
export function update(change: (lines: string[]) => string[] = (lines) => lines): string[] {
  const before = (isAllowed() && storage(name)) || '';
  const all = change([...new Set((before + memory).match(/[^\n]+/g))]);
  const lines = fit(all.reverse(), 200_000, isOrder).reverse();
  const text = lines.join('\n');
  memory = isAllowed() && (text === before || storage(name, text) === text) ? '' : text;
  return lines;
}
