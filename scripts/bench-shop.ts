import { clock } from '../apps/server/src/system.ts';
import { sql } from '../packages/core/src/db/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { installDefaultMessages } from '../packages/core/src/messages/index.ts';
import { saveTenant } from '../packages/core/src/tenants/index.ts';
import type { Bench } from './bench-database.ts';

/** The id of a contact of `createBenchShop`, by its number from 1. */
export const benchContact = (number: number) => `ctc_bench${String(number).padStart(21, '0')}` as Id<'ctc'>;

/** Creates a shop with the default messages, and contacts who have agreed to marketing by email. */
export async function createBenchShop({ ctx, db }: Bench, contacts: number): Promise<Id<'ten'>> {
  const id = ctx.ids.newId('ten');
  await saveTenant(ctx, {
    id,
    name: 'Bench',
    siteUrl: 'https://shop.test',
    currency: 'USD',
    timezone: 'UTC',
    senderName: 'Bench',
    senderAddress: 'hello@shop.test',
    postalAddress: '1 Harbor Street',
  });
  await installDefaultMessages(ctx, id);
  const now = clock.now();
  await db.query(sql`
    insert into contacts (id, tenant_id, email, email_verified_at, order_count, created_at)
    select 'ctc_bench' || lpad(n::text, 21, '0'), ${id}, 'bench' || n || '@example.com', ${now}, n % 6, ${now}
    from generate_series(1, ${contacts}) n`);
  await db.query(sql`
    insert into consent_state (tenant_id, contact_id, type, state, position, since, said_at)
    select ${id}, c.id, type, 'granted', row_number() over (), ${now}, ${now}
    from contacts c cross join unnest(array['email', 'marketing']) type where c.tenant_id = ${id}`);
  // Marks of segments are no part of what is measured.
  await db.query(sql`delete from segment_marks`);
  await db.query(sql`vacuum analyze`);
  return id;
}
