import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeEvents } from './describe-events.ts';
import { root } from './run.ts';

/** Writes the table of docs/storefront/events.md from the event catalog. */
const file = join(root, 'docs/storefront/events.md');
const text = await readFile(file, 'utf8');
await writeFile(file, text.replace(/(<!-- catalog -->\n)[\s\S]*?(<!-- \/catalog -->)/, `$1${describeEvents()}\n$2`));
