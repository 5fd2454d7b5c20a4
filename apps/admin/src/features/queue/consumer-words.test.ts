import { describe, expect, it } from 'vitest';
import { paceOf } from './consumer-words.ts';

const consumer = { name: 'contacts', lag: 0, isEstimate: false, lagSeconds: 0, buckets: 64, bucketsLeased: 64 };

describe('a consumer', () => {
  it('is up to date when nothing waits', () => {
    expect(paceOf(consumer).label).toBe('Up to date');
    expect(paceOf({ ...consumer, bucketsLeased: 0 }).label).toBe('Up to date');
  });

  it('catches up, and says how far it is behind', () => {
    expect(paceOf({ ...consumer, lag: 1, lagSeconds: 75 })).toMatchObject({
      label: 'Catching up',
      about: '1 event behind. The oldest has been waiting for 1 min 15 s.',
    });
  });

  it('is late after five minutes', () => {
    expect(paceOf({ ...consumer, lag: 10, lagSeconds: 301 }).label).toBe('Late');
  });

  it('says so when no worker reads', () => {
    expect(paceOf({ ...consumer, lag: 10, lagSeconds: 3, bucketsLeased: 0 }).label).toBe('No worker');
  });
});
