import type { AttributionModel } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';

type Columns = {
  /** Whether the row `c` of credits has a share. */
  hasShare: Statement;
  net: Statement;
  refunded: Statement;
};

const wholly = (flag: string): Columns => ({
  hasShare: sql.trusted(`c.${flag}`),
  net: sql.trusted(`(case when c.${flag} then c.net else 0 end)`),
  refunded: sql.trusted(`(case when c.${flag} then c.refunded else 0 end)`),
});

const shared = (name: string): Columns => ({
  hasShare: sql.trusted('true'),
  net: sql.trusted(`c.${name}_net`),
  refunded: sql.trusted(`c.${name}_refunded`),
});

/** What the row `c` of credits gets in each model. */
export const columnsOf: Record<AttributionModel, Columns> = {
  first: wholly('is_first'),
  last: wholly('is_last'),
  last_non_direct: wholly('is_last_non_direct'),
  linear: shared('linear'),
  position: shared('position'),
  time_decay: shared('time_decay'),
};
