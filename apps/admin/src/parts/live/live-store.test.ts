import type { StreamedEvent } from '@beckon/contract';
import { describe, expect, it } from 'vitest';
import { createLiveStore, joinPages, keptEvents, withArrivals } from './live-store.ts';

const event = (id: string, type = 'page_viewed') => ({ id, type }) as StreamedEvent;
const ids = (events: readonly StreamedEvent[]) => events.map(({ id }) => id).join('');

describe('what arrives live', () => {
  it('is added before the existing events, newest first', () => {
    expect(ids(withArrivals([event('a')], [event('b'), event('c')]))).toBe('cba');
  });

  it('shows an event once, even if a reconnect sends it again', () => {
    expect(ids(withArrivals([event('b'), event('a')], [event('b'), event('c')]))).toBe('cba');
  });

  it('keeps a maximum number of events', () => {
    const many = Array.from({ length: keptEvents + 5 }, (_, i) => event(String(i)));
    const kept = withArrivals([], many);
    expect(kept).toHaveLength(keptEvents);
    expect(kept[0]?.id).toBe(String(keptEvents + 4));
  });
});

describe('live and read events together', () => {
  it('hold each event once', () => {
    expect(ids(joinPages([event('c'), event('b')], [event('b'), event('a')]))).toBe('cba');
  });

  it('hold only the type that is asked for', () => {
    expect(ids(joinPages([event('c', 'placed_order'), event('b')], [event('a')], 'page_viewed'))).toBe('ba');
  });
});

it('the store tells its listeners, until they leave', () => {
  const store = createLiveStore();
  let told = 0;
  const leave = store.subscribe(() => {
    told += 1;
  });
  store.setStatus('live');
  leave();
  store.add([event('a')]);
  expect(told).toBe(1);
  expect(store.read()).toEqual({ status: 'live', events: [event('a')] });
});
