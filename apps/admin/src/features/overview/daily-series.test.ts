import { describe, expect, it } from 'vitest';
import { dailySeries } from './daily-series.ts';

const row = (day: string, orders: number, amount: number, currency = 'USD') => ({
  day,
  orders,
  revenue: { amount, currency },
});

const days = (count: number) =>
  Array.from({ length: count }, (_, i) => row(new Date(Date.UTC(1997, 0, 1 + i)).toISOString().slice(0, 10), 1, 100));

describe('the daily series', () => {
  it('is nothing when there was no order yet', () => {
    expect(dailySeries([])).toBeNull();
  });

  it('counts a day without orders as zero', () => {
    const series = dailySeries([row('1997-02-27', 2, 500), row('1997-03-01', 1, 250)]);
    expect(series?.spans).toEqual([
      { start: '1997-02-27', end: '1997-02-27', orders: 2, revenue: 500 },
      { start: '1997-02-28', end: '1997-02-28', orders: 0, revenue: 0 },
      { start: '1997-03-01', end: '1997-03-01', orders: 1, revenue: 250 },
    ]);
  });

  it('shows the currency with the most orders and names the others', () => {
    const series = dailySeries([row('2026-01-01', 1, 900, 'EUR'), row('2026-01-01', 5, 100)]);
    expect(series).toMatchObject({ currency: 'USD', otherCurrencies: ['EUR'] });
    expect(series?.spans).toHaveLength(1);
  });

  it('gathers a long range into whole weeks that end with the newest day', () => {
    const series = dailySeries(days(365));
    expect(series?.spans).toHaveLength(52);
    expect(series?.spans.every(({ orders, revenue }) => orders === 7 && revenue === 700)).toBe(true);
    expect(series?.spans.at(-1)?.end).toBe('1997-12-31');
  });

  it('keeps days as long as they can be read', () => {
    expect(dailySeries(days(90))?.spans).toHaveLength(90);
  });
});
