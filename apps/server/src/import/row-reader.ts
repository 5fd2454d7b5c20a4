import type { IncomingEvent } from '@beckon/contract';
import type { GoodRow } from './rows.ts';

/** An event that was a browser's claim when it was given out is a claim again: it links no contact and is no revenue. */
export type ImportedEvent = IncomingEvent & { isClaim?: boolean };

/**
 * What came of one row, or of several that are one order: an event, a fault, or a reason for which it is left out
 * without being wrong.
 */
export type Reading = { rows: readonly GoodRow[] } & (
  | { event: ImportedEvent }
  | { fault: string }
  | { leftOut: string }
);

/** What makes events of rows. */
export type RowReader = {
  /** What is now known: of this row, of rows before it, or nothing yet. */
  read(row: GoodRow): Reading[];
  /** What is known when no further row comes. */
  end?(): Reading[];
};
