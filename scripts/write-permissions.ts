import { writeFile } from 'node:fs/promises';
import { describePermissions } from './describe-permissions.ts';

await writeFile('docs/permissions.md', describePermissions());
