import { collectLimits } from '@beckon/contract';

/** One level below what the door takes: deeper ones are cut, still too deep for it and no danger to the writer. */
const deepest = collectLimits.depth + 2;

/** Not in TypeScript's library yet. */
const rawJson = (JSON as JSON & { rawJSON(text: string): unknown }).rawJSON;

/** Writes a collect body. What JSON.parse has made of `1e999` is written back as what it was: out of range. */
export function batchText(events: readonly unknown[], sentAt: string | number | undefined): string {
  return JSON.stringify({ sentAt, events: events.map((event) => writable(event, 0)) });
}

function writable(value: unknown, depth: number): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return rawJson(value < 0 ? '-1e999' : '1e999');
  if (value === null || typeof value !== 'object') return value;
  if (depth > deepest) return null;
  if (Array.isArray(value)) return value.map((member) => writable(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, writable(member, depth + 1)]));
}
