import { load } from './load.ts';
import { loadPinned } from './load-pinned.ts';
import type { PinnedFile } from './pinned-file.ts';
import { textOf } from './record.ts';
import { hasWriteKey } from './settings.ts';
import { start } from './start.ts';
import { readTag } from './tag.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { loadWidgets } from './widgets.ts';

declare global {
  interface Window {
    beckon: Tracker & { q?: QueuedCall[] };
  }
}

/** The build says it: in a script that is pinned to its content the files of its version, in `beckon.js` none. */
declare const pinnedFiles: Record<string, PinnedFile> | undefined;

/** Attributes that load a separate file. */
const sideFiles = ['datalayer', 'attributes', 'products', 'tcf', 'gcm', 'banner'];

/** The script tag: `<script async src="https://host/beckon.js" data-key="pk_…"></script>` */
const run = async (options: Record<string, string | undefined>) => {
  // The overlay comes first, so that it misses nothing; it puts its name into the address of each page.
  if (/beckon-debug/.test(location.href + textOf('referrer'))) await load(`${options.api}/beckon.debug`);
  // The tag may stand in the page twice, and once without its key.
  if (hasWriteKey(self.beckon)) return;
  self.beckon = start(options as TrackerOptions, self.beckon?.q);
  loadWidgets();
  for (const name of sideFiles) {
    if (!(name in options)) continue;
    if (pinnedFiles) loadPinned(options.api as string, pinnedFiles[name] as PinnedFile);
    else load(`${options.api}/beckon.${name}`);
  }
};

run(readTag()).catch(console.error);
