import type { StreamedEvent } from '@beckon/contract';
import { expect, it } from 'vitest';
import { arrivedSince } from './pausable-stream.ts';

const event = (id: string, type = 'page_viewed') => ({ id, type }) as StreamedEvent;

it('counts what arrived while the stream was held, of the type that is shown', () => {
  const before = [event('a')];
  const now = [event('c', 'placed_order'), event('b'), event('a')];
  expect(arrivedSince(before, now, undefined)).toBe(2);
  expect(arrivedSince(before, now, 'placed_order')).toBe(1);
  expect(arrivedSince(now, now, undefined)).toBe(0);
});
