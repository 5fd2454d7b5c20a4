/**
 * A text or a whole number as text; undefined where there is none, or more than the 200 characters of an id. What begins
 * with a bracket is an object that JavaScript made a text of.
 * @example text(17) // '17'
 */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' || Number.isSafeInteger(value) ? /^[^[].{0,199}$/s.exec(`${value}`)?.[0] : undefined;
