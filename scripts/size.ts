import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOverBudget, measureSizes, writeSizeBlock } from './measure-sizes.ts';
import { root } from './run.ts';

/** `pnpm size`: bytes against the budget. `--write` brings the tables of the READMEs up to date. */
const sizes = await measureSizes();
console.log(
  `${'file'.padEnd(52)} ${'plain'.padStart(8)} ${'gzip'.padStart(7)} ${'brotli'.padStart(7)} ${'budget'.padStart(7)}`,
);
for (const size of sizes) {
  console.log(
    `${(size.title ?? size.file).padEnd(52)} ${String(size.plain).padStart(8)} ${String(size.gzip).padStart(7)} ${String(size.brotli).padStart(7)} ${String(size.gzipBudget).padStart(7)}${isOverBudget(size) ? '  over budget' : ''}`,
  );
}
if (process.argv.includes('--write')) {
  for (const name of ['packages/tracker', 'packages/widgets']) {
    const file = join(root, name, 'README.md');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      writeSizeBlock(
        text,
        sizes.filter((size) => size.file.startsWith(name)),
      ),
    );
  }
}
if (sizes.some(isOverBudget)) process.exit(1);
