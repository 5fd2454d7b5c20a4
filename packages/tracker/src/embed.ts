import { start } from './client.ts';
import type { QueuedCall, Tracker, TrackerOptions } from './types.ts';
import { loadWidgets } from './widgets.ts';

/** The script tag: `<script async src="https://host/beckon.js" data-key="pk_…"></script>` */
const script = document.currentScript as HTMLScriptElement;
const page = window as unknown as { beckon?: { q?: QueuedCall[]; key?: string } };

// The tag may stand in the page twice.
if (!page.beckon?.key) {
  const tracker = start(
    {
      api: script.src.replace(/\/[^/]*$/, ''),
      ...(script.dataset as unknown as TrackerOptions),
      auto: script.dataset.auto !== 'off',
    },
    page.beckon?.q,
  );
  page.beckon = tracker as Tracker & { q?: QueuedCall[] };
  loadWidgets(tracker);
}
