import { currencyDigits, type IncomingEvent } from '@beckon/contract';

/** An event as it would be stored, one property per line, for people. */
export function describeEvent(event: IncomingEvent, line: number): string {
  const { type, occurredAt, userId, email, anonymousId, properties = {} } = event;
  const facts = Object.entries({ occurredAt, userId, email, anonymousId, ...properties }).filter(
    ([, value]) => value !== undefined,
  );
  const width = Math.max(...facts.map(([name]) => name.length));
  const shown = facts.map(([name, value]) => `  ${name.padEnd(width)}  ${show(name, value, properties.currency)}`);
  return [`line ${line}: ${type}`, ...shown].join('\n');
}

function show(name: string, value: unknown, currency: unknown): string {
  if ((name === 'total' || name === 'refunded') && typeof value === 'number' && typeof currency === 'string')
    return `${value} (${formatAmount(value, currency)})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Formats the digits, without floating-point arithmetic. */
function formatAmount(amount: number, currency: string): string {
  const digits = currencyDigits(currency);
  const all = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = all.slice(0, all.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits === 0 ? '' : `.${all.slice(-digits)}`} ${currency}`;
}
