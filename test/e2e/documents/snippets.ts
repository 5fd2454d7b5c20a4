import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../laws/sources.ts';

/**
 * The code blocks of a page. A test takes each one it runs; `left()` returns those that no test has taken, so that a
 * snippet cannot be added without a test.
 */
export async function readSnippets(page: string) {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => ({
    language: language!,
    code: code!,
    isTaken: false,
  }));
  return {
    /** The next block in a language that was not taken yet. */
    take(language: string): string {
      const block = blocks.find((each) => each.language === language && !each.isTaken);
      if (!block) throw new Error(`${page} has no further snippet in ${language}`);
      block.isTaken = true;
      return block.code;
    },
    left: () => blocks.filter(({ isTaken }) => !isTaken).map(({ language, code }) => `${language}: ${code}`),
  };
}
