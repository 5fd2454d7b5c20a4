import { expect, test, vi } from 'vitest';
import { uuidv7 } from './uuid.ts';

test('an id is a UUID of version 7 that carries the time it was made', () => {
  for (const at of ['2004-11-04T00:00:00Z', '2026-11-21T12:00:00Z', '2527-06-01T00:00:00Z']) {
    vi.useFakeTimers({ now: new Date(at) });
    const id = uuidv7();
    vi.useRealTimers();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(Date.parse(at));
  }
});

test('ids of one moment differ', () => {
  expect(new Set(Array.from({ length: 10_000 }, uuidv7)).size).toBe(10_000);
});
