import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { type PinnedFile, readPinnedFile } from '@beckon/core/installation';
import type { Context } from '@beckon/core/ports';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

const root = fileURLToPath(new URL('../../../', import.meta.url));
const adminDir = join(root, 'apps/admin/dist');
const trackerDir = join(root, 'packages/tracker/dist');

/** A file of the tracker whose name says its content. */
const pinned = /^\/beckon(\.[a-z]+)?-[0-9a-f]{16}\.js$/;

/** Built browser files by the path they are served at. */
const scripts: [path: RegExp, folder: string][] = [
  // The tracker, and the files that an attribute of its tag asks for.
  [/^\/beckon(\.(datalayer|attributes|products|tcf|gcm|banner|debug))?\.js$/, trackerDir],
  // The same under names of their content, and where these and their digests are written.
  [pinned, trackerDir],
  [/^\/tracker\.json$/, trackerDir],
  // The worker that shows push notifications.
  [/^\/beckon-push-sw\.js$/, join(root, 'packages/widgets/dist')],
  // What widgets share, each widget, and its texts in each language.
  [/^\/widgets(\.[a-z-]+){0,2}\.js$/, join(root, 'packages/widgets/dist')],
];

/** Pages of any site load them. */
const forShops = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** For files whose name says their content. */
const forEver = 'public, max-age=31536000, immutable';

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
export async function serveAsset(request: Request): Promise<Response | null> {
  const path = new URL(request.url).pathname;
  const script = scripts.find(([pattern]) => pattern.test(path));
  if (script) {
    return file(join(script[1], path), request, {
      'cache-control': pinned.test(path) ? forEver : 'public, max-age=300',
      ...forShops,
    });
  }
  if (path === '/' || path === '/admin') return new Response(null, { status: 302, headers: { location: '/admin/' } });
  if (path.startsWith('/admin/')) return adminFile(path.slice('/admin/'.length), request);
  return null;
}

/** Files of this version of the tracker to which pages may be pinned. */
export async function readPinnedFiles(): Promise<PinnedFile[]> {
  const { files } = JSON.parse(await readFile(join(trackerDir, 'tracker.json'), 'utf8')) as { files: string[] };
  return Promise.all(files.map(async (name) => ({ name, content: await readFile(join(trackerDir, name)) })));
}

/** The file at a path, also that of an earlier version to which a page is pinned; null where there is none. */
export async function serveAssetOfAnyVersion(ctx: Context, request: Request): Promise<Response | null> {
  const found = await serveAsset(request);
  const path = new URL(request.url).pathname;
  if (found || !pinned.test(path)) return found;
  const content = await readEarlier(ctx, path.slice(1));
  return content && answer(content, '.js', request, { 'cache-control': forEver, ...forShops });
}

/** Files of earlier versions by name: packed once, however often they are asked for. */
const earlier = new Map<string, Content>();

async function readEarlier(ctx: Context, name: string): Promise<Content | null> {
  const known = earlier.get(name);
  if (known) return known;
  const plain = await readPinnedFile(ctx, name);
  if (!plain) return null;
  const content = await pack(Buffer.from(plain), '.js');
  earlier.set(name, content);
  return content;
}

async function adminFile(path: string, request: Request): Promise<Response | null> {
  const asked = normalize(path);
  const isInside = !asked.startsWith('..') && !asked.startsWith(sep);
  const hashed = asked.startsWith(`assets${sep}`);
  const found =
    isInside && extname(asked) !== '' ? await file(join(adminDir, asked), request, headersFor(hashed)) : null;
  if (found || hashed) return found;
  // Any other path is a screen: the app itself knows which.
  return file(join(adminDir, 'index.html'), request, headersFor(false));
}

function headersFor(isHashed: boolean): Record<string, string> {
  return {
    'cache-control': isHashed ? forEver : 'no-cache',
    'content-security-policy': adminPolicy,
    'referrer-policy': 'same-origin',
  };
}

type Content = { plain: Buffer; packed: { br: Buffer; gzip: Buffer } | null; tag: string };

/** Files by path and time of change: packed once, however often they are asked for. */
const contents = new Map<string, { changedAt: number; content: Content }>();

/** Text is packed; pictures and fonts are already. */
const packable = new Set(['.html', '.js', '.css', '.svg', '.json', '.map']);

async function file(path: string, request: Request, headers: Record<string, string>): Promise<Response | null> {
  const content = await readContent(path);
  return content && answer(content, extname(path), request, headers);
}

function answer(
  { plain, packed, tag }: Content,
  extension: string,
  request: Request,
  headers: Record<string, string>,
): Response {
  const all = new Headers({ etag: tag, vary: 'Accept-Encoding', 'x-content-type-options': 'nosniff', ...headers });
  if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers: all });
  all.set('content-type', types[extension] ?? 'application/octet-stream');
  const accepted = request.headers.get('accept-encoding') ?? '';
  const encoding = packed
    ? (['br', 'gzip'] as const).find((name) => new RegExp(`\\b${name}\\b`).test(accepted))
    : undefined;
  if (encoding) all.set('content-encoding', encoding);
  return new Response(new Uint8Array(encoding && packed ? packed[encoding] : plain), { headers: all });
}

async function readContent(path: string): Promise<Content | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const known = contents.get(path);
  if (known?.changedAt === found.mtimeMs) return known.content;
  const content = await pack(await readFile(path), extname(path));
  contents.set(path, { changedAt: found.mtimeMs, content });
  return content;
}

async function pack(plain: Buffer, extension: string): Promise<Content> {
  const isPackable = packable.has(extension);
  return {
    plain,
    packed: isPackable ? { br: await toBrotli(plain), gzip: await toGzip(plain, { level: 9 }) } : null,
    tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  };
}
