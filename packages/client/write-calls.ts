import { writeFile } from 'node:fs/promises';
import { describeCalls } from './describe-calls.ts';

await writeFile(new URL('src/calls.ts', import.meta.url), describeCalls());
