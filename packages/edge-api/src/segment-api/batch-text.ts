/** Not in TypeScript's library yet. */
const rawJson = (JSON as JSON & { rawJSON(text: string): unknown }).rawJSON;

/**
 * Serializes a collect body from messages whose depth `parseBody` has limited. Infinity, which JSON.parse returns for
 * `1e999`, is written as a number out of range again.
 */
export function batchText(events: readonly unknown[], sentAt: string | number | undefined): string {
  return JSON.stringify({ sentAt, events: events.map((event) => writable(event)) });
}

function writable(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return rawJson(value < 0 ? '-1e999' : '1e999');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(writable);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, writable(member)]));
}
