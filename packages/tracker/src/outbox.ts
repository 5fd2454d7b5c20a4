import { storage } from './storage.ts';

/**
 * Events that no server has acknowledged yet, one JSON text each. In storage once `keep(true)` was called, in memory
 * before and where storage fails.
 */
const name = 'beckon.outbox';
let memory = '';
let isStored = false;

/** Keeps the newest 500 events and 200,000 characters, and every order. */
export function bounded(lines: string[]): string[] {
  let size = 0;
  return lines
    .reverse()
    .filter((line, index) => {
      size += line.length;
      return (index < 500 && size < 200_000) || line.includes('"placed_order"');
    })
    .reverse();
}

export const add = (line: string) => {
  memory += `\n${line}`;
};

export const keep = (stored: boolean) => {
  isStored = stored;
};

/** Changes what waits (all stays as it is without `change`) and returns it. Tabs share it, so storage is read first. */
export function update(change?: (lines: string[]) => string[]): string[] {
  const before = (isStored && storage(name)) || '';
  const lines = (before + memory).match(/[^\n]+/g) || [];
  const text = bounded(change ? change(lines) : lines).join('\n');
  isStored &&= text === before || storage(name, text) === text || !text;
  memory = isStored ? '' : text;
  return text.split('\n');
}
