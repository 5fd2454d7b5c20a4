const whole = new Intl.NumberFormat();

/** `69659` is `69,659`. */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** `counted(1, 'event')` is `1 event`, `counted(2_000, 'event')` is `2,000 events`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}
