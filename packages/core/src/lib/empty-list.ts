/** Whether a value is an empty list, which PHP writes for an object without members. */
export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
