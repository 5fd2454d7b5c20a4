import type { GrowthReport } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { contactMoves, contactsBefore } from './contact-moves.ts';
import { runReport } from './run-report.ts';
import { type NamedDays, readSpan, shownSpan } from './span.ts';
import { subscriberMoves } from './subscriber-moves.ts';

type Day = GrowthReport['data'][number];

/** How many joined or left on a day, for one reason; the day null: before the span. */
type Move = { day: string | null } & Day['reasons'][number];

/** How many contacts and subscribers joined and left on each day of the span, and why. */
export async function readGrowthReport(ctx: Context, tenantId: Id<'ten'>, named: NamedDays): Promise<GrowthReport> {
  const span = await readSpan(ctx, tenantId, named, 30);
  const sets = await runReport(ctx, async (read) => {
    const contacts = await read<Move>(contactMoves(span));
    const [before] = await read<{ total: number }>(contactsBefore(span));
    const subscribers = await read<Move>(subscriberMoves(span));
    return [
      { of: 'contacts' as const, moves: contacts, before: before!.total },
      { of: 'subscribers' as const, moves: subscribers, before: netOf(subscribers.filter(({ day }) => day === null)) },
    ];
  });
  const data = sets.flatMap(({ of, moves, before }) => {
    const byDay = Map.groupBy(moves, ({ day }) => day);
    let total = before;
    return daysOf(span).map((day): Day => {
      const reasons = (byDay.get(day) ?? []).map(({ day: _, ...reason }) => reason);
      const count = (change: Move['change']) =>
        reasons.filter((each) => each.change === change).reduce((sum, { contacts }) => sum + contacts, 0);
      const [joined, left] = [count('joined'), count('left')];
      total += joined - left;
      return { day, of, joined, left, total, reasons };
    });
  });
  return { ...shownSpan(span), data };
}

const netOf = (moves: readonly Move[]): number =>
  moves.reduce((sum, { change, contacts }) => sum + (change === 'joined' ? contacts : -contacts), 0);

function daysOf({ from, to }: { from: string; to: string }): string[] {
  const first = Temporal.PlainDate.from(from);
  return Array.from({ length: first.until(to).days + 1 }, (_, days) => first.add({ days }).toString());
}
