import { currency } from './catalog.ts';

const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });

/** 1299 → "$12.99". */
export function formatMoney(minorUnits: number): string {
  return format.format(minorUnits / 100);
}
