import type { Diagnosis } from './diagnose.ts';
import { element } from './elements.ts';
import { entryRow } from './entry-row.ts';
import type { DebugEvent, Entry } from './journal.ts';
import { styles } from './styles.ts';

export type PanelDeps = {
  entries: Map<string, Entry>;
  diagnose: () => Diagnosis;
  findFaults: (event: DebugEvent) => string[];
  close: () => void;
};

/** The overlay itself. Returns what brings it up to date. */
export function openPanel({ entries, diagnose, findFaults, close }: PanelDeps): () => void {
  const host = element('div', { id: 'beckon-debug' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];

  const rows = new Map<string, ReturnType<typeof entryRow>>();
  const count = element('small');
  const status = element('div', { attributes: { role: 'status' } });
  const list = element('ul', { className: 'list', attributes: { 'aria-label': 'Events', tabindex: '0' } });
  const empty = element('p', { className: 'empty' }, 'No events yet. Click through the shop.');
  const body = element('div', { id: 'body' });

  const button = (text: string, onclick: () => void) => element('button', { type: 'button', onclick }, text);
  const copy = button('Copy', async () => {
    const isCopied = await copyText(JSON.stringify([...entries.values()], null, 2), root);
    copy.textContent = isCopied ? 'Copied' : 'Not allowed';
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 1_500);
  });
  const clear = button('Clear', () => {
    entries.clear();
    update();
  });
  const fold = button('Collapse', () => {
    const isOpen = !body.hidden;
    body.hidden = isOpen;
    fold.textContent = isOpen ? 'Expand' : 'Collapse';
    fold.ariaExpanded = String(!isOpen);
  });
  fold.ariaExpanded = 'true';
  fold.setAttribute('aria-controls', 'body');
  const end = button('Close', () => {
    host.remove();
    close();
  });

  body.append(status, list, empty);
  const title = element('h2', { id: 'title' }, 'Beckon', count);
  root.append(
    element(
      'section',
      { className: 'panel', attributes: { 'aria-labelledby': 'title' } },
      element('header', {}, title, copy, clear, fold, end),
      body,
    ),
  );

  let shown = '';
  const update = () => {
    const { tone, title, fix } = diagnose();
    // Said again only when it changes: screen readers would read it out each time.
    if (shown !== title + fix) {
      shown = title + fix;
      status.className = `status ${tone}`;
      status.replaceChildren(...[title, fix].flatMap((text) => (text ? element('p', {}, text) : [])));
    }
    for (const [id, { row }] of rows) {
      if (!entries.has(id)) {
        row.remove();
        rows.delete(id);
      }
    }
    for (const [id, entry] of entries) {
      const known = rows.get(id);
      if (known) known.update();
      else {
        const made = entryRow(entry, findFaults(entry.event));
        rows.set(id, made);
        list.prepend(made.row);
      }
    }
    count.textContent = `${entries.size} ${entries.size === 1 ? 'event' : 'events'}`;
    list.hidden = entries.size === 0;
    empty.hidden = !list.hidden;
  };
  update();
  document.documentElement.append(host);
  return update;
}

/** Copies with the clipboard API, or, if there is none (plain `http`), from a selected field. */
async function copyText(text: string, root: ShadowRoot): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element('textarea', { value: text, ariaHidden: 'true' });
    root.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    return isCopied;
  }
}
