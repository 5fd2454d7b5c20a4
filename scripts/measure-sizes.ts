import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { sizes as trackerSizes } from '../packages/tracker/sizes.ts';
import { sizes as widgetSizes } from '../packages/widgets/sizes.ts';
import { root } from './run.ts';

export type MeasuredSize = {
  /** Names shown in the table instead of file names. */
  title?: string | undefined;
  file: string;
  /** Files of the same folder that are loaded with it: the figures are those of all together. */
  with?: string[] | undefined;
  plain: number;
  gzip: number;
  brotli: number;
  gzipBudget: number;
  brotliBudget?: number | undefined;
};

/** Bytes of each built file and its budget: gzip level 9, brotli quality 11. */
export async function measureSizes(): Promise<MeasuredSize[]> {
  const promised: { title?: string; file: string; with?: string[]; gzip: number; brotli?: number }[] = [
    ...trackerSizes,
    ...widgetSizes,
  ];
  return Promise.all(
    promised.map(async ({ title, file, with: others = [], gzip, brotli }) => {
      const files = [file, ...others.map((other) => join(dirname(file), other))];
      const contents = await Promise.all(files.map((path) => readFile(join(root, path))));
      const sum = (weigh: (content: Buffer) => number) => contents.reduce((all, content) => all + weigh(content), 0);
      return {
        title,
        file,
        with: others,
        plain: sum((content) => content.length),
        gzip: sum((content) => gzipSync(content, { level: 9 }).length),
        brotli: sum(
          (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
        ),
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
      `| ${size.title ?? [size.file.split('/').at(-1), ...(size.with ?? [])].map((file) => `\`${file}\``).join(' + ')} | ${number.format(size.gzip)} | ${number.format(size.brotli)} | ${number.format(size.gzipBudget)} |`,
  );
  return ['| File | gzip | brotli | budget (gzip) |', '|---|---|---|---|', ...rows].join('\n');
}

/** A README with an updated size block. */
export function writeSizeBlock(readme: string, sizes: MeasuredSize[]): string {
  return readme.replace(/(<!-- sizes -->\n)[\s\S]*?(\n<!-- \/sizes -->)/, `$1${sizeTable(sizes)}$2`);
}
