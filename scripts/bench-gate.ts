import { parseArgs } from 'node:util';
import { clock } from '../apps/server/src/system.ts';
import { sql } from '../packages/core/src/db/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { passGate, readDueDelivery } from '../packages/core/src/messages/index.ts';
import { median, openBench } from './bench-database.ts';

/**
 * `pnpm bench:gate [--contacts n] [--keep folder] [--deliveries n]`: the cost of one delivery at the gate, measured alone, with
 * the consents of a large shop. CPU is that of the one backend that is used (/proc/<pid>/schedstat, Linux). Exits with 1
 * where the median is not below a millisecond of it.
 */
const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    keep: { type: 'string' },
    deliveries: { type: 'string', default: '300' },
  },
});
const goal = 1;
const deliveries = Number(options.deliveries);

const { contacts, keep } = options;
const bench = await openBench({ sample: { contacts, events: contacts, keep } });
const { ctx, db } = bench;
try {
  const [state] = await db.query<{ rows: number }>(sql`select count(*)::int as rows from consent_state`);
  console.log(`${state!.rows} rows of consent state, ${deliveries} deliveries one by one, medians`);
  for (const channel of ['email', 'sms'] as const) {
    const { cpu, wall } = await measure(channel);
    console.log(`${channel.padEnd(6)} ${cpu.toFixed(2)} ms of database CPU, ${wall.toFixed(2)} ms of time`);
    if (!(cpu < goal)) process.exitCode = 1;
  }
} finally {
  await bench.close();
}

async function measure(channel: 'email' | 'sms'): Promise<{ cpu: number; wall: number }> {
  const made = await db.query<{ id: Id<'dlv'>; tenantId: Id<'ten'> }>(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, created_at)
    select 'dlv_bench' || ${channel}::text || lpad(row_number() over ()::text, 16, '0'), c.tenant_id, c.id, m.id, ${channel},
      'marketing', ${`bench-gate-${channel}-`}::text || c.id, '{}', ${clock.now()}
    from (
      select * from contacts tablesample system (2) where email is not null order by hashtext(id) limit ${deliveries}
    ) c join messages m on m.tenant_id = c.tenant_id and m.key = 'welcome'
    returning id, tenant_id as "tenantId"`);
  // The sample contacts have no phone number; with one, the gate makes all of its checks.
  await db.query(sql`
    update contacts set phone = '+4915100000000' where phone is null and id in (
      select contact_id from deliveries where business_key like ${`bench-gate-${channel}-%`})`);
  const figures: { cpu: number; wall: number }[] = [];
  try {
    for (const { id, tenantId } of made) {
      const delivery = (await readDueDelivery(ctx, tenantId, id))!;
      const [cpu, start] = [await bench.databaseCpu(), performance.now()];
      await passGate(ctx, tenantId, [{ delivery, hasOptOut: true }]);
      figures.push({ cpu: (await bench.databaseCpu()) - cpu, wall: performance.now() - start });
    }
  } finally {
    await db.query(sql`delete from deliveries where business_key like ${`bench-gate-${channel}-%`}`);
  }
  const of = (kind: 'cpu' | 'wall') => median(figures.map((figure) => figure[kind]));
  return { cpu: of('cpu'), wall: of('wall') };
}
