import { isOptOut } from '../opt-out.ts';
import type { QueuedCall, Tracker } from '../types.ts';
import { leave, stayOpen } from './address.ts';
import { diagnose } from './diagnose.ts';
import { type Catalog, findFaults } from './find-faults.ts';
import { type DebugEvent, keepJournal } from './journal.ts';
import { openPanel } from './panel.ts';

/** Written into the file by the build. */
declare const beckonCatalog: Catalog;

/** `?beckon-debug`: loaded by the script before it starts. */
const page = window as unknown as { beckon?: Partial<Tracker> & { q?: QueuedCall[] } };
const tag = document.querySelector<HTMLScriptElement>('script[data-key]')?.dataset ?? {};

let update = () => {};
let isDue = false;
const journal = keepJournal(() => {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    update();
  });
});

page.beckon ??= {};
page.beckon.q ??= [];
page.beckon.q.unshift(['on', ['event', (event: DebugEvent) => journal.record(event)], Date.now()]);

const facts = () => ({
  api: page.beckon?.api ?? '',
  origin: location.origin,
  key: page.beckon?.key ?? '',
  mode: tag.consent ?? 'required',
  hasVisitor: !!page.beckon?.anonymousId?.(),
  saidNo: saidNo(),
  objects: isOptOut(),
  isOnline: navigator.onLine,
  failure: journal.failure,
});

/** A no is followed by forgetting, so it is heard when it is said. */
let choice: boolean | undefined;
const saidNo = () => choice === false;
const hear = () => {
  const { consent } = page.beckon ?? {};
  if (!consent) return;
  page.beckon!.consent = (said) => {
    choice = said.analytics ?? choice;
    consent(said);
    update();
  };
};

stayOpen();
// A task later the tracker has started.
setTimeout(() => {
  hear();
  update = openPanel({
    entries: journal.entries,
    diagnose: () => diagnose(facts()),
    findFaults: ({ type, properties }) => findFaults(beckonCatalog, type, properties),
    close: leave,
  });
  for (const type of ['online', 'offline', 'visibilitychange', 'storage']) addEventListener(type, update);
  // Consent may be given in another tab, and the visitor is made after the first paint.
  setInterval(update, 1_000);
});
