import type { IncomingEvent } from '@beckon/contract';
import type { GoodRow } from './rows.ts';

/** An event that was a browser's claim when it was exported stays a claim: it links no contact and is no revenue. */
export type ImportedEvent = IncomingEvent & { isClaim?: boolean };

/**
 * The result of one row, or of several rows of one order: an event, an error, or a reason for leaving a valid row out.
 */
export type Reading = { rows: readonly GoodRow[] } & (
  | { event: ImportedEvent }
  | { fault: string }
  | { leftOut: string }
);

/** What makes events of rows. */
export type RowReader = {
  /** The results known so far: of this row, of earlier rows, or none yet. */
  read(row: GoodRow): Reading[];
  /** The results that are known once the last row was read. */
  end?(): Reading[];
};
