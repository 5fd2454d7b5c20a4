import { expect, test } from 'vitest';
import { makeEventId, makeOrderId } from './ids.ts';

test('an event id is a UUIDv7 that begins with its time', () => {
  const id = makeEventId(0x0123456789ab);
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('order numbers can be read aloud and do not repeat', () => {
  const ids = Array.from({ length: 1_000 }, makeOrderId);
  for (const id of ids) expect(id).toMatch(/^TF(-[2-9A-HJKMNP-Z]{4}){3}$/);
  expect(new Set(ids).size).toBe(1_000);
});
