/** An amount of time. A day is 24 hours. */
export type Duration = { amount: number; unit: 'minutes' | 'hours' | 'days' | 'weeks' };

const millisecondsPer = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

/** @example millisecondsOf({ amount: 2, unit: 'hours' }); // 7_200_000 */
export const millisecondsOf = ({ amount, unit }: Duration): number => amount * millisecondsPer[unit];
