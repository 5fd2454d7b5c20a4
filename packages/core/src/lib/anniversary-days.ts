import type { Temporal } from 'temporal-polyfill';

/**
 * Month and day of the dates whose anniversary falls on a day: that of 29 February is on 28 February in other years.
 * @example anniversaryDays(Temporal.PlainDate.from('2027-02-28')); // ['02-28', '02-29']
 */
export function anniversaryDays(date: Temporal.PlainDate): string[] {
  const day = date.toString().slice(-'MM-DD'.length);
  return day === '02-28' && !date.inLeapYear ? [day, '02-29'] : [day];
}
