import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { decidedAfter, judgeFetches, type MailFetch } from './machines.ts';
import { type Act, recordActs } from './record-acts.ts';
import type { deliveries, mailFetches } from './tables.ts';

/** Maximum deliveries that are decided in one transaction. */
const maxDeliveries = 500;

/** A delivery whose requests do not stop is decided after this time, in milliseconds. */
const maxDelay = 60_000;

/** Of a link, so many clicks become events; more are only counted. A machine says nothing new by a second one. */
const maxRecorded = { byPeople: 20, byMachines: 1 };

/**
 * Decides who made the requests for links and images of mails, a person or a machine. What a request was is known only by
 * those that follow it, so this waits until a delivery has been quiet for some seconds.
 * @returns the number of deliveries decided
 */
export async function decideFetches(ctx: Context): Promise<number> {
  let decided = 0;
  /** Shops that wait for the next time: where nothing could be decided, so that they stop no other shop. */
  const left = new Set<Id<'ten'>>();
  for (;;) {
    const found = await findQuiet(ctx, left);
    if (found.length === 0) return decided;
    for (const [tenantId, rows] of Map.groupBy(found, (row) => row.tenantId)) {
      const ids = rows.map(({ deliveryId }) => deliveryId);
      try {
        const done = await ctx.db.transaction((tx) => decide({ ...ctx, db: tx }, tenantId, ids));
        decided += done;
        if (done === 0) left.add(tenantId);
      } catch (error) {
        ctx.log.warn('opens and clicks could not be decided', { tenant: tenantId, error: describeError(error) });
        left.add(tenantId);
      }
    }
  }
}

type Place = Pick<typeof mailFetches.$inferSelect, 'tenantId' | 'deliveryId'>;

function findQuiet(ctx: Context, left: ReadonlySet<string>): Promise<Place[]> {
  const now = ctx.clock.now().getTime();
  return ctx.db.query<Place>(sql`
    select tenant_id as "tenantId", delivery_id as "deliveryId" from mail_fetches
    where tenant_id not in (select jsonb_array_elements_text(${JSON.stringify([...left])}::text::jsonb))
    group by 1, 2
    having max(fetched_at) <= ${new Date(now - decidedAfter)} or min(fetched_at) <= ${new Date(now - maxDelay)}
    order by min(fetched_at) limit ${maxDeliveries}`);
}

type Owned = Pick<typeof deliveries.$inferSelect, 'id' | 'dispatchedAt' | 'finishedAt'> & {
  contactId: Id<'ctc'> | null;
};

type Fetch = MailFetch & { deliveryId: Id<'dlv'>; slot: number };

async function decide(ctx: Context<Transaction>, tenantId: Id<'ten'>, ids: readonly Id<'dlv'>[]): Promise<number> {
  const before = await readOwners(ctx, tenantId, ids);
  const living = await lockLivingContacts(
    ctx,
    [...before.values()].flatMap(({ contactId }) => contactId ?? []),
  );
  const owned = await readOwners(ctx, tenantId, ids);
  const settled = ids.filter((id) => {
    const contactId = owned.get(id)?.contactId ?? null;
    return contactId === null || living.has(contactId);
  });
  const fetches = await takeFetches(ctx, tenantId, settled);
  const judged = [...Map.groupBy(fetches, ({ deliveryId }) => deliveryId)].flatMap(([id, own]) => {
    const delivery = owned.get(id);
    // Deleted meanwhile, or of a contact that was erased.
    if (!delivery?.contactId) return [];
    return judgeFetches(own, (delivery.finishedAt ?? delivery.dispatchedAt)?.getTime() ?? 0);
  });
  await recordActs(ctx, tenantId, await count(ctx, tenantId, judged));
  return settled.length;
}

/** The deliveries with their living contacts; null for one that was erased. */
async function readOwners(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly Id<'dlv'>[],
): Promise<Map<Id<'dlv'>, Owned>> {
  const rows = await ctx.db.query<Owned>(sql`
    select d.id, d.dispatched_at as "dispatchedAt", d.finished_at as "finishedAt", c.id as "contactId"
    from deliveries d join contacts o on o.id = d.contact_id
      left join contacts c on c.id = coalesce(o.merged_into, o.id) and c.erased_at is null
    where d.tenant_id = ${tenantId} and d.id in ${sql.texts(ids)}`);
  return new Map(rows.map((row) => [row.id, row]));
}

async function takeFetches(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  ids: readonly Id<'dlv'>[],
): Promise<Fetch[]> {
  const until = new Date(ctx.clock.now().getTime() - decidedAfter);
  const rows = await ctx.db.query<Omit<typeof mailFetches.$inferSelect, 'tenantId'>>(sql`
    delete from mail_fetches
    where tenant_id = ${tenantId} and delivery_id in ${sql.texts(ids)} and fetched_at <= ${until}
    returning delivery_id as "deliveryId", link_code as "linkCode", slot, machine, fetched_at as "fetchedAt", count`);
  return rows.map(({ machine, fetchedAt, ...row }) => ({
    ...row,
    at: fetchedAt.getTime(),
    machine: machine === '' ? null : machine,
  }));
}

type Totals = { deliveryId: Id<'dlv'>; linkCode: string; byPeople: number; byMachines: number };

const linkOf = ({ deliveryId, linkCode }: Pick<Totals, 'deliveryId' | 'linkCode'>) => `${deliveryId} ${linkCode}`;

/** Adds requests to the counts of their links. @returns those that are recorded as events */
async function count(ctx: Context<Transaction>, tenantId: Id<'ten'>, fetches: readonly Fetch[]): Promise<Act[]> {
  if (fetches.length === 0) return [];
  const byLink = Map.groupBy(fetches, linkOf);
  const added = [...byLink.values()].map((own): Totals => {
    const { deliveryId, linkCode } = own[0]!;
    return { deliveryId, linkCode, byPeople: sumOf(own, false), byMachines: sumOf(own, true) };
  });
  const rows = await ctx.db.query<Totals & { url: string | null }>(sql`
    with added as (
      insert into mail_engagement as e (tenant_id, delivery_id, link_code, by_people, by_machines)
      select ${tenantId}, "deliveryId", "linkCode", "byPeople", "byMachines"
      from jsonb_to_recordset(${JSON.stringify(added)}::text::jsonb)
        as n ("deliveryId" text, "linkCode" text, "byPeople" int, "byMachines" int)
      order by 2, 3
      on conflict (delivery_id, link_code) do update set by_people = e.by_people + excluded.by_people,
        by_machines = e.by_machines + excluded.by_machines
      returning delivery_id, link_code, by_people, by_machines
    )
    select a.delivery_id as "deliveryId", a.link_code as "linkCode", a.by_people as "byPeople", a.by_machines as "byMachines",
      t.url
    from added a left join link_targets t on t.code = a.link_code`);
  return rows.flatMap((total) => [
    ...actsOf(total, byLink.get(linkOf(total))!, false),
    ...actsOf(total, byLink.get(linkOf(total))!, true),
  ]);
}

const isOf = (isMachine: boolean) => (fetch: Fetch) => (fetch.machine !== null) === isMachine;

const sumOf = (fetches: readonly Fetch[], isMachine: boolean) =>
  fetches.filter(isOf(isMachine)).reduce((total, fetch) => total + fetch.count, 0);

/** The events of one link. @param total the counts of the link with these requests */
function actsOf(total: Totals & { url: string | null }, fetches: readonly Fetch[], isMachine: boolean): Act[] {
  const { deliveryId, linkCode, url } = total;
  let earlier = (isMachine ? total.byMachines : total.byPeople) - sumOf(fetches, isMachine);
  const acts: Act[] = [];
  for (const { slot, at, count, machine } of fetches.filter(isOf(isMachine)).toSorted((a, b) => a.at - b.at)) {
    if (earlier >= (isMachine ? maxRecorded.byMachines : maxRecorded.byPeople)) break;
    earlier += count;
    const name = linkCode === '' ? 'open' : `click ${linkCode}`;
    acts.push({
      ...{ id: `${name} ${slot}${isMachine ? ' machine' : ''}`, deliveryId, machine, at: new Date(at) },
      ...(linkCode === '' ? { kind: 'opened', detail: null } : { kind: 'clicked', detail: url }),
    });
  }
  return acts;
}
