/**
 * A text or a number as text; undefined where there is none, or more than the 200 characters of an id. What begins with
 * a bracket is an object that JavaScript made a text of.
 * @example text(17) // '17'
 */
export const text = (value: unknown): string | undefined => /^[^[].{0,199}$/s.exec((value ?? '') as string)?.[0];
