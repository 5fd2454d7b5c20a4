/**
 * What may be said of a failure in logs and reasons. Messages of the database quote the values they refuse, which
 * can name a person: of those only the code is told.
 * @example
 * describeError(new Error('no such template')); // 'Error: no such template'
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const { code } = error as { code?: unknown };
  if ('severity' in error && typeof code === 'string') return `the database refused it (SQLSTATE ${code})`;
  return `${error.name}: ${error.message}`.replaceAll('\0', '').slice(0, 300).toWellFormed();
}
