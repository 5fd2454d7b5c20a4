/**
 * The part of an error that may appear in logs and reasons. Database messages quote the values they refuse, which can
 * identify a person: of such errors only the code is returned.
 * @example
 * describeError(new Error('no such template')); // 'Error: no such template'
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const { code } = error as { code?: unknown };
  if ('severity' in error && typeof code === 'string') return `the database refused it (SQLSTATE ${code})`;
  return `${error.name}: ${error.message}`.replaceAll('\0', '').slice(0, 300).toWellFormed();
}
