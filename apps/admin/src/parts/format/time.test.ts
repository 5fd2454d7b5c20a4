import { describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatRelative } from './time.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

describe('a time', () => {
  it('is shown relative to now', () => {
    expect(formatRelative(now - 2_000, now)).toBe('just now');
    expect(formatRelative(now - 30_000, now)).toBe('30 seconds ago');
    expect(formatRelative(now - 90_000 * 2, now)).toBe('3 minutes ago');
    expect(formatRelative(now - 26 * 3_600_000, now)).toBe('yesterday');
    expect(formatRelative(now + 3_600_000, now)).toBe('in 1 hour');
  });

  it('is shown as a date when it is long ago', () => {
    expect(formatRelative(Date.parse('1998-06-30T12:00:00Z'), now)).toMatch(/1998/);
  });
});

it('a day of the wire keeps its date in every zone', () => {
  expect(formatDay('1998-06-30')).toMatch(/30/);
});

it('a duration has its two largest units', () => {
  expect(formatDuration(0.4)).toBe('under a second');
  expect(formatDuration(75)).toBe('1 min 15 s');
  expect(formatDuration(7_300)).toBe('2 h 1 min');
  expect(formatDuration(3_600)).toBe('1 h');
  expect(formatDuration(180_000)).toBe('2 d 2 h');
});
