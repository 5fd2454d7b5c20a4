const milliseconds = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * Milliseconds of a duration such as `59m`, `1h 30m` or `90d`.
 * @throws TypeError for anything else
 */
export function readDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+)\s*([smhdw])/g)];
  const isWhole = /^\s*(\d+\s*[smhdw]\s*)+$/.test(text);
  if (!isWhole)
    throw new TypeError(`"${text}" is not a duration: write numbers with s, m, h, d or w, such as 59m, 1h 30m or 90d`);
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * milliseconds[unit as keyof typeof milliseconds],
    0,
  );
}
