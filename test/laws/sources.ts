import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export type SourceFile = { path: string; text: string };

const skipped = new Set(['node_modules', 'dist', '.git', '.beckon', 'coverage']);

/** All matching files below a folder of the checkout, with their text; paths are relative to the checkout. */
export async function readSources(folder: string, matches: RegExp): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await readSources(path, matches)));
    else if (matches.test(entry.name)) found.push({ path, text: await readFile(join(root, path), 'utf8') });
  }
  return found;
}

export const isTest = (path: string) => /\.test\.tsx?$|\/src\/(.+\/)?testing\//.test(path);

/** The imports of a file: packages by name, files of the checkout by path. */
export function importsOf({ path, text }: SourceFile): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const named = [...code.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]/g)].map(
    (match) => match[1]!,
  );
  const bare = [...code.matchAll(/(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g)].map((match) => match[1]!);
  const dynamic = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => match[1]!);
  return [...named, ...bare, ...dynamic].map((target) =>
    target.startsWith('.') ? relative(root, resolve(root, dirname(path), target)) : target,
  );
}
