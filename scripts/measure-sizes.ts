import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { sizes as trackerSizes } from '../packages/tracker/sizes.ts';
import { sizes as widgetSizes } from '../packages/widgets/sizes.ts';
import { root } from './run.ts';

export type MeasuredSize = {
  file: string;
  plain: number;
  gzip: number;
  brotli: number;
  gzipBudget: number;
  brotliBudget?: number | undefined;
};

/** Bytes of each built file beside its budget: gzip level 9, brotli quality 11. */
export async function measureSizes(): Promise<MeasuredSize[]> {
  const promised: { file: string; gzip: number; brotli?: number }[] = [...trackerSizes, ...widgetSizes];
  return Promise.all(
    promised.map(async ({ file, gzip, brotli }) => {
      const content = await readFile(join(root, file));
      return {
        file,
        plain: content.length,
        gzip: gzipSync(content, { level: 9 }).length,
        brotli: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
        gzipBudget: gzip,
        brotliBudget: brotli,
      };
    }),
  );
}

export function isOverBudget(size: MeasuredSize): boolean {
  return size.gzip > size.gzipBudget || (size.brotliBudget !== undefined && size.brotli > size.brotliBudget);
}

/** The table that stands between the `sizes` marks of a README. */
export function sizeTable(sizes: MeasuredSize[]): string {
  const number = new Intl.NumberFormat('en');
  const rows = sizes.map(
    (size) =>
      `| \`${size.file.split('/').at(-1)}\` | ${number.format(size.gzip)} | ${number.format(size.brotli)} | ${number.format(size.gzipBudget)} |`,
  );
  return ['| File | gzip | brotli | budget (gzip) |', '|---|---|---|---|', ...rows].join('\n');
}

/** A README with its size block written anew. */
export function writeSizeBlock(readme: string, sizes: MeasuredSize[]): string {
  return readme.replace(/(<!-- sizes -->\n)[\s\S]*?(\n<!-- \/sizes -->)/, `$1${sizeTable(sizes)}$2`);
}
