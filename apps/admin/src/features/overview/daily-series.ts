import type { ResponseOf } from '@beckon/contract';

type DailyRow = ResponseOf<'readDailyStats'>['data'][number];
export type Span = { start: string; end: string; orders: number; revenue: number };
export type DailySeries = { currency: string; otherCurrencies: string[]; spans: Span[] };

/** More bars than this would be too thin, so each shows a week. */
const maxBars = 120;
const dayMs = 86_400_000;

/**
 * The rows of the API as an unbroken series: days without orders are zero, long ranges are gathered into weeks.
 * One chart shows one currency, the one with the most orders; the others are named.
 */
export function dailySeries(rows: readonly DailyRow[]): DailySeries | null {
  const first = rows[0];
  if (!first) return null;
  const ordersBy = new Map<string, number>();
  for (const { revenue, orders } of rows)
    ordersBy.set(revenue.currency, (ordersBy.get(revenue.currency) ?? 0) + orders);
  const [currency = first.revenue.currency, ...otherCurrencies] = [...ordersBy]
    .sort(([, a], [, b]) => b - a)
    .map(([code]) => code);
  const days = everyDay(rows.filter(({ revenue }) => revenue.currency === currency));
  return { currency, otherCurrencies, spans: days.length > maxBars ? byWeek(days) : days };
}

function everyDay(rows: readonly DailyRow[]): Span[] {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const times = rows.map(({ day }) => Date.parse(day)).sort((a, b) => a - b);
  const days: Span[] = [];
  for (let at = times[0] ?? 0; at <= (times.at(-1) ?? -1); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    const row = byDay.get(day);
    days.push({ start: day, end: day, orders: row?.orders ?? 0, revenue: row?.revenue.amount ?? 0 });
  }
  return days;
}

/** Weeks end with the newest day, so that the last bar is never a half one that looks like a fall. */
function byWeek(days: readonly Span[]): Span[] {
  const weeks: Span[] = [];
  for (let end = days.length; end > 0; end -= 7) {
    const week = days.slice(Math.max(0, end - 7), end);
    if (week.length < 7) break;
    weeks.unshift({
      start: week[0]?.start ?? '',
      end: week.at(-1)?.end ?? '',
      orders: week.reduce((sum, { orders }) => sum + orders, 0),
      revenue: week.reduce((sum, { revenue }) => sum + revenue, 0),
    });
  }
  return weeks;
}
