/**
 * A time as people read it.
 * @param at ISO 8601
 * @example timeInWords('2026-03-01T12:00:00Z'); // 2026-03-01 12:00 UTC
 */
export function timeInWords(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
