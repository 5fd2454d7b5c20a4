import { type Delivery, type Scenario, scenarios } from './delivery.ts';
import type { LoadedPeer } from './load-peer.ts';
import { beckon } from './peers.ts';
import type { Calls, StartUp } from './speed.ts';

/** The measurements of one tracker. */
export type Result = {
  peer: LoadedPeer;
  startUp: StartUp;
  calls: { normal: Calls; slow: Calls };
  delivery: Record<Scenario, Delivery>;
};

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The two tables of docs/performance.md. */
export function tables(results: Result[]): string {
  const speed = results.map(({ peer, startUp, calls }) => [
    name(peer),
    number.format(peer.gzip),
    fine.format(startUp.synchronous),
    number.format(startUp.task),
    `${number.format(calls.normal.median)} / ${number.format(calls.slow.median)}`,
    number.format(calls.normal.perEvent),
  ]);
  const delivered = results.map(({ peer, delivery }) => [
    name(peer),
    ...scenarios.map((scenario) => cell(scenario, delivery[scenario])),
    `${sum(delivery, 'repeats')} / ${sum(delivery, 'doubled')}`,
    `${delivery.stay.requests} / ${delivery.stay.preflights}`,
    number.format(delivery.stay.bytesPerEvent),
  ]);
  return [
    table(
      [
        'Tracker',
        'gzip, bytes',
        'start, ms',
        'main thread 2.5 s after, ms',
        '`track()` at 1x / 4x, µs',
        'main thread per event, µs',
      ],
      speed,
    ),
    table(
      [
        'Tracker',
        'stay /200',
        'close /200',
        'same-site /200',
        'cross-site /200',
        'click /25',
        'offline /50',
        '503 for 4 s /50',
        'repeats / doubled',
        'requests / preflights',
        'bytes per event',
      ],
      delivered,
    ),
  ].join('\n\n');
}

const name = (peer: LoadedPeer) => (peer.id === beckon.id ? peer.title : `${peer.title} ${peer.version}`);

/** `123 → 172`: what arrived at first, and after the next visit if that is more. */
function cell(scenario: Scenario, { delivered, afterReturn }: Delivery): string {
  if (scenario === 'offline') return `${afterReturn}`;
  return afterReturn > delivered ? `${delivered} → ${afterReturn}` : `${delivered}`;
}

const sum = (delivery: Result['delivery'], what: 'repeats' | 'doubled') =>
  Object.values(delivery).reduce((total, one) => total + one[what], 0);

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export type Goal = { what: string; isMet: boolean; measured: string };

/** The goals for our own tracker. The start is compared with Plausible's in the same run, if it was measured. */
export function goals(results: Result[]): Goal[] {
  const ours = results.find(({ peer }) => peer.id === beckon.id);
  if (!ours) return [];
  const plausible = results.find(({ peer }) => peer.id === 'plausible');
  const { startUp, calls, delivery } = ours;
  const start = `${fine.format(startUp.synchronous)} ms`;
  const arrives = (scenario: Scenario): Goal => {
    const { sent, delivered, afterReturn } = delivery[scenario];
    const came = scenario === 'offline' ? afterReturn : delivered;
    return { what: `${scenario}: all of ${sent} arrive`, isMet: came === sent, measured: `${came}` };
  };
  return [
    ...(plausible
      ? [
          {
            what: `start no slower than Plausible's ${fine.format(plausible.startUp.synchronous)} ms`,
            isMet: startUp.synchronous <= plausible.startUp.synchronous,
            measured: start,
          },
        ]
      : []),
    {
      what: 'track() at most 20 µs at 4x',
      isMet: Math.round(calls.slow.median) <= 20,
      measured: `${number.format(calls.slow.median)} µs`,
    },
    {
      what: 'at most 150 µs of main thread per event',
      isMet: Math.round(calls.normal.perEvent) <= 150,
      measured: `${number.format(calls.normal.perEvent)} µs`,
    },
    ...scenarios.map(arrives),
    {
      what: 'none doubled after the server has dropped repeats',
      isMet: sum(delivery, 'doubled') === 0,
      measured: `${sum(delivery, 'doubled')} of ${sum(delivery, 'repeats')} repeats`,
    },
  ];
}

/** The page with an updated block between the marks. */
export function writeBlock(page: string, text: string): string {
  const block = /(<!-- bench:tracker -->\n)[\s\S]*?(<!-- \/bench:tracker -->)/;
  if (!block.test(page)) throw new Error('the page has no marks <!-- bench:tracker -->');
  return page.replace(block, (_, before, after) => `${before}${text}\n${after}`);
}
