import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const adminDir = join(root, 'apps/admin/dist');

/** Built browser files by the path they are served at. */
const scripts: [path: RegExp, folder: string][] = [
  [/^\/beckon\.js$/, join(root, 'packages/tracker/dist')],
  // The form itself, and its texts in other languages than English.
  [/^\/widgets(\.[a-z]{2})?\.js$/, join(root, 'packages/widgets/dist')],
];

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** The admin app runs only its own scripts; its component library writes style attributes. */
const adminPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** The file at a path, or null. */
export async function serveAsset(path: string): Promise<Response | null> {
  const script = scripts.find(([pattern]) => pattern.test(path));
  if (script) {
    return file(join(script[1], path), {
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
  }
  if (path === '/' || path === '/admin') return new Response(null, { status: 302, headers: { location: '/admin/' } });
  if (path.startsWith('/admin/')) return adminFile(path.slice('/admin/'.length));
  return null;
}

async function adminFile(path: string): Promise<Response | null> {
  const asked = normalize(path);
  const isInside = !asked.startsWith('..') && !asked.startsWith(sep);
  const hashed = asked.startsWith(`assets${sep}`);
  const found = isInside && extname(asked) !== '' ? await file(join(adminDir, asked), headersFor(hashed)) : null;
  if (found || hashed) return found;
  // Any other path is a screen: the app itself knows which.
  return file(join(adminDir, 'index.html'), headersFor(false));
}

function headersFor(isHashed: boolean): Record<string, string> {
  return {
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': adminPolicy,
    'referrer-policy': 'same-origin',
  };
}

async function file(path: string, headers: Record<string, string>): Promise<Response | null> {
  try {
    const content = await readFile(path);
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        ...headers,
      },
    });
  } catch {
    return null;
  }
}
