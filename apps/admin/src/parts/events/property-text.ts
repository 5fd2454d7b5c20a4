import type { Money } from '@beckon/contract';
import { inWords, shorten } from '../format/words.ts';

/** Properties come from anywhere: read each by its type, and say nothing where it is another. */
export type Properties = Record<string, unknown>;

export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? shorten(value.trim(), 80) : undefined;
}

export function countOf(properties: Properties, name: string): number | undefined {
  const value = properties[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function moneyOf(properties: Properties, name: string): Money | undefined {
  const amount = properties[name];
  const currency = properties.currency;
  if (!Number.isSafeInteger(amount) || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return undefined;
  return { amount: amount as number, currency };
}

/** Pieces in a cart or an order: by `itemCount`, else by the quantities of `items`. */
export function pieceCount(properties: Properties): number | undefined {
  const told = countOf(properties, 'itemCount');
  if (told !== undefined) return told;
  if (!Array.isArray(properties.items)) return undefined;
  return properties.items.reduce((sum: number, item) => sum + (countOf(item ?? {}, 'quantity') ?? 1), 0);
}

/** `Plan: gold, seats: 3`: the first properties that a short text can say. */
export function listProperties(properties: Properties, atMost = 3): string {
  const told = Object.entries(properties).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [`${inWords(name)}: ${value ? 'yes' : 'no'}`];
    const text = textOf({ value }, 'value');
    return text === undefined ? [] : [`${inWords(name)}: ${shorten(text, 40)}`];
  });
  const more = Object.keys(properties).length - Math.min(told.length, atMost);
  return told.slice(0, atMost).join(', ') + (more > 0 && told.length > 0 ? ` and ${more} more` : '');
}
