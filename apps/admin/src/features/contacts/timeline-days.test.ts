import type { TimelineEntry } from '@beckon/contract';
import { describe, expect, it } from 'vitest';
import { groupByDay } from './timeline-days.ts';

const at = (occurredAt: string) => ({ id: occurredAt, occurredAt }) as TimelineEntry;
const now = Date.parse('2026-03-10T12:00:00Z');

describe('the days of a timeline', () => {
  it('hold their entries in order, newest first', () => {
    const days = groupByDay(
      [at('2026-03-10T11:00:00Z'), at('2026-03-10T01:00:00Z'), at('2026-03-09T23:00:00Z'), at('1998-06-30T08:00:00Z')],
      now,
      'UTC',
    );
    expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
      ['2026-03-10', 2],
      ['2026-03-09', 1],
      ['1998-06-30', 1],
    ]);
    expect(days.map(({ label }) => label).slice(0, 2)).toEqual(['Today', 'Yesterday']);
    expect(days[2]?.label).toContain('1998');
  });

  it('are those of the reader, not of Greenwich', () => {
    const days = groupByDay([at('2026-03-10T01:00:00Z')], now, 'America/New_York');
    expect(days[0]?.label).toBe('Yesterday');
  });

  it('are none without entries', () => {
    expect(groupByDay([], now)).toEqual([]);
  });
});
