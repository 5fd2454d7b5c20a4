import { load } from './load.ts';
import { start } from './start.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { loadWidgets } from './widgets.ts';

declare global {
  interface Window {
    beckon: Tracker & { q?: QueuedCall[] };
  }
}

/** The script tag: `<script async src="https://host/beckon.js" data-key="pk_…"></script>` */
const { src, dataset } = document.currentScript as HTMLScriptElement;

(async () => {
  const options = { api: src.replace(/.[^/]*$/, ''), ...dataset } as TrackerOptions;
  // The overlay comes first, so that it misses nothing; it puts its name into the address of each page.
  if (/beckon-debug/.test(document.URL + document.referrer)) await load(`${options.api}/beckon.debug`);
  // The tag may stand in the page twice.
  if (!self.beckon?.key) {
    self.beckon = start(options, self.beckon?.q);
    loadWidgets();
    // An attribute per file: three letters tell them from other attributes, and whole words cost bytes.
    for (const name in options) if (/^(dat|ban|gcm|att|tcf|pro)/.test(name)) load(`${options.api}/beckon.${name}`);
  }
})();
