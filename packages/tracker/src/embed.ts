import { load } from './load.ts';
import { start } from './start.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { loadWidgets } from './widgets.ts';

/** The script tag: `<script async src="https://host/beckon.js" data-key="pk_…"></script>` */
const script = document.currentScript as HTMLScriptElement;
const page = window as unknown as { beckon?: (Tracker & { q?: QueuedCall[] }) | undefined };

// The tag may stand in the page twice.
if (!page.beckon?.key) {
  const options = { api: script.src.replace(/\/[^/]*$/, ''), ...script.dataset } as TrackerOptions;
  page.beckon = start(options, page.beckon?.q);
  loadWidgets();
  // `data-datalayer`, `data-attributes`, `data-products`: three letters tell them apart, and whole words cost bytes.
  for (const name in options) if (/^dat|^att|^pro/.test(name)) load(`beckon.${name}`);
}
