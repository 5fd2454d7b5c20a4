import { element } from './elements.ts';
import type { Entry, State } from './journal.ts';

const tones: Record<State, string> = {
  waiting: 'wait',
  sending: 'wait',
  'handed over': 'wait',
  accepted: 'good',
  duplicate: 'good',
  'set aside': 'bad',
  refused: 'bad',
};

/** One event: a row that opens. `update` shows its current status, and leaves the row open or closed. */
export function entryRow(entry: Entry, faults: string[]): { row: HTMLLIElement; update: () => void } {
  const { event } = entry;
  const badge = element('span', { className: 'badge' });
  const at = new Date(event.occurredAt);
  const reasons = element('ul', { className: 'bad' });
  const person = Object.entries({ userId: event.userId, email: event.email }).filter(([, value]) => value);
  const facts = element('dl');
  for (const [name, value] of [...person, ...Object.entries(event.properties ?? {}), ['id', event.id] as const]) {
    if (value !== undefined) facts.append(element('dt', {}, name), element('dd', {}, show(value)));
  }
  const update = () => {
    const isWrong = faults.length > 0 && entry.state !== 'set aside' && entry.state !== 'refused';
    badge.textContent = isWrong ? 'not valid' : entry.state;
    badge.className = `badge ${isWrong ? 'bad' : tones[entry.state]}`;
    const texts = faults.length > 0 ? faults : entry.reason ? [entry.reason] : [];
    reasons.replaceChildren(...texts.map((text) => element('li', {}, text)));
    reasons.hidden = texts.length === 0;
  };
  update();
  const summary = element(
    'summary',
    {},
    element('span', { className: 'name' }, event.type),
    badge,
    element('time', { dateTime: at.toISOString() }, at.toLocaleTimeString()),
  );
  const row = element(
    'li',
    {},
    element('details', {}, summary, element('div', { className: 'facts' }, reasons, facts)),
  );
  return { row, update };
}

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
