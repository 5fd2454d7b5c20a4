const two = (value: number) => String(value).padStart(2, '0');

/** A moment as a date and time field shows it, in the zone of the reader: `2027-03-02T09:00`. */
export function toFieldText(at: Date): string {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What a date and time field holds, as a moment; null while it is not filled in. */
export function fromFieldText(text: string): string | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Nine in the morning of the next day, in the zone of the reader. */
export function tomorrowMorning(now: number): Date {
  const at = new Date(now);
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}
