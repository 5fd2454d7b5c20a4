import { isOptOut } from '../opt-out.ts';
import { readTag } from '../tag.ts';
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
const tag = readTag();

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
  unreadBanner,
  objects: isOptOut(),
  isOnline: navigator.onLine,
  failure: journal.failure,
});

/** A no is followed by forgetting, so it is heard when it is said; where the next page must know it, it is stored. */
let choice: boolean | undefined;
const saidNo = () => {
  try {
    return choice === false || JSON.parse(localStorage.beckon.split('\n')[0]).analytics === false;
  } catch {
    return false;
  }
};
const hear = () => {
  const { consent } = page.beckon ?? {};
  if (!consent) return;
  page.beckon!.consent = (said) => {
    if (typeof said?.analytics === 'boolean') choice = said.analytics;
    consent(said);
    update();
  };
};

/** A banner's own page event may differ from the values that the tracker reads. */
let unreadBanner: string | undefined;
const { banner } = tag;
if (banner !== undefined) {
  const name = banner || 'consent';
  const hearBanner = (event: Event) => {
    const { analytics, marketing } = (event as CustomEvent).detail ?? {};
    unreadBanner = typeof (analytics ?? marketing) === 'boolean' ? undefined : name;
    update();
  };
  addEventListener(name, hearBanner, true);
}

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
