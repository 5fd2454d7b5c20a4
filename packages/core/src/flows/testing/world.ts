import { flowDefinitionSchema, type GivenFlowDefinition } from '@beckon/contract';
import { contactsConsumer } from '../../consumers/index.ts';
import { sql } from '../../db/index.ts';
import type { Id } from '../../lib/index.ts';
import { ConsumerRunner, readLag } from '../../log/index.ts';
import { collect, drain, type TestContext, type TestTenant } from '../../testing/index.ts';
import { advanceRuns, createFlow, flowsReaction, publishFlow, type StoredFlow } from '../index.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Sends events and lets time pass, as a shop does, and reads what flows made of it. */
export function createFlowWorld({ ctx, clock }: TestContext) {
  let made = 0;
  const name = (kind: string) => `${kind}-${++made}`;

  const runners = [contactsConsumer, flowsReaction].map((consumer) => ({
    consumer,
    runner: new ConsumerRunner(ctx, consumer, { holder: ctx.ids.newUuid() }),
  }));

  /** Lets consumers apply what is stored and runs do what is due, until nothing changes. */
  async function settle(): Promise<void> {
    for (let isDone = false; !isDone; ) {
      for (const { consumer, runner } of runners) await drain(ctx, runner, consumer);
      while ((await advanceRuns(ctx)) > 0);
      // A step may have written an event.
      const names = new Set(runners.map(({ consumer }) => consumer.name));
      isDone = (await readLag(ctx)).every(({ name: consumer, lag }) => lag === 0 || !names.has(consumer));
    }
  }

  return {
    name,
    settle,

    /** A live flow. */
    async publish(
      tenant: TestTenant,
      definition: Omit<GivenFlowDefinition, 'version'>,
      includeDays = 0,
    ): Promise<StoredFlow> {
      const flow = await createFlow(ctx, tenant.id, {
        name: name('Flow'),
        description: '',
        definition: flowDefinitionSchema.parse({ version: 1, ...definition }),
      });
      const { after } = await publishFlow(ctx, tenant.id, flow.id, { version: 1, runs: 'keep', includeDays });
      return after;
    },

    /** Sends an event of a user of the shop, now unless `at` says otherwise. */
    async send(
      tenant: TestTenant,
      type: string,
      person: { userId?: string; email?: string; anonymousId?: string },
      properties: object = {},
      { at = clock.now(), source = 'server' }: { at?: Date; source?: 'server' | 'browser' } = {},
    ): Promise<void> {
      await collect(ctx, tenant[source], [
        { id: name('event'), type, occurredAt: at.toISOString(), ...person, properties },
      ]);
    },

    order: (orderId = name('order')) => ({ orderId, total: 1_000, currency: 'USD' }),

    /** Lets time pass in one step, and does what became due. */
    async pass(milliseconds: number): Promise<void> {
      clock.advance(milliseconds);
      await settle();
    },

    /** The runs of a user, in their order, such as `active at mail` or `exited: exit_event`. */
    async runsOf(tenant: TestTenant, userId: string): Promise<string[]> {
      const rows = await ctx.db.query<{ status: string; stepId: string | null; reason: string | null }>(sql`
        select r.status, r.step_id as "stepId", r.end_reason as reason from flow_runs r
        join contacts c on c.id = r.contact_id
        where r.tenant_id = ${tenant.id} and c.user_id = ${userId} order by r.entered_at, r.id`);
      return rows.map(({ status, stepId, reason }) =>
        status === 'active' ? `active at ${stepId}` : `${status}: ${reason}`,
      );
    },

    /** What the runs of a user have done, such as `mail: sent`. */
    async stepsOf(tenant: TestTenant, userId: string): Promise<string[]> {
      const rows = await ctx.db.query<{ stepId: string; outcome: string }>(sql`
        select s.step_id as "stepId", s.outcome from flow_run_steps s join flow_runs r on r.id = s.run_id
        join contacts c on c.id = r.contact_id join flows f on f.id = r.flow_id
        where r.tenant_id = ${tenant.id} and c.user_id = ${userId} order by length(f.name), f.name, r.id, s.no`);
      return rows.map(({ stepId, outcome }) => `${stepId}: ${outcome}`);
    },

    /** The deliveries to a user that came from flows, such as `first due`, in the order in which they are sent. */
    async deliveriesTo(tenant: TestTenant, userId: string): Promise<string[]> {
      const rows = await ctx.db.query<{ step: string; status: string; reason: string | null }>(sql`
        select d.origin ->> 'stepId' as step, d.status, d.reason from deliveries d
        join contacts c on c.id = d.contact_id
        where d.tenant_id = ${tenant.id} and c.user_id = ${userId} and d.origin ->> 'kind' = 'flow'
        order by d.created_at, (select turn from jobs where unique_key = d.id), d.id`);
      return rows.map(({ step, status, reason }) => `${step} ${status}${reason === null ? '' : `: ${reason}`}`);
    },

    /** Why a user did not enter. */
    async refusalsOf(tenant: TestTenant, userId: string): Promise<string[]> {
      const rows = await ctx.db.query<{ reason: string }>(sql`
        select r.reason from flow_refusals r join contacts c on c.id = r.contact_id
        where r.tenant_id = ${tenant.id} and c.user_id = ${userId} order by r.refused_at, r.ctid`);
      return rows.map(({ reason }) => reason);
    },

    async contactOf(tenant: TestTenant, userId: string): Promise<Id<'ctc'>> {
      const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
        select id from contacts where tenant_id = ${tenant.id} and user_id = ${userId}`);
      return row!.id;
    },
  };
}
