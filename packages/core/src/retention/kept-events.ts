import { sql } from '../db/index.ts';

/**
 * What is never deleted: totals and the identity of contacts are built from it, and it says what the ledger rests on.
 * Everything else is behavior. Of an event `e`.
 */
export const isKept = sql`(e.is_trusted and e.type in ('placed_order', 'order_refunded', 'order_cancelled',
  'contact_created', 'contact_updated', 'identified')
  or exists (select from sources s where s.id = e.source_id and s.kind = 'beckon'))`;
