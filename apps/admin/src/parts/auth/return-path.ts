/** Where to go after sign-in: only a path of this app, never another site (`//evil.example`, `/\evil.example`). */
export function safeReturnPath(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) return '/';
  return path.startsWith('/sign-in') ? '/' : path;
}
