import type { FlowDryRun } from '@beckon/contract';
import { attributeMarked } from '../../attribution/index.ts';
import { recordConsent } from '../../consent/index.ts';
import { membershipListeners } from '../../consumers/index.ts';
import { sql } from '../../db/index.ts';
import type { Id } from '../../lib/index.ts';
import { reasonText } from '../../messages/index.ts';
import { keepMemberships } from '../../segments/index.ts';
import { runReadyJobs, type TestContext, type TestTenant } from '../../testing/index.ts';
import { nextDueAt } from '../../testing/next-due.ts';
import { refusalText } from '../entries.ts';
import { dryRunFlow, enterByTime, readRun } from '../index.ts';
import { createFlowWorld, minute } from './world.ts';

/** What a flow did to contacts, or would have done, without its order. */
export type Done = {
  runs: Pick<FlowDryRun['runs'][number], 'contactId' | 'enteredAt' | 'endedAt' | 'endReason' | 'step' | 'steps'>[];
  /** Each as one line: contact, step, message, when it was handed over, what became of it when, and why it was held back. */
  messages: string[];
  refused: FlowDryRun['refused'];
};

/** Lets a flow happen in a shop by the clock, and compares it with a dry run over the same days. */
export function createHistory(context: TestContext) {
  const { ctx, clock } = context;
  const world = createFlowWorld(context);
  const { settle, send } = world;

  /** Does what is due now: steps, memberships, times that have come, jobs. */
  async function work(): Promise<void> {
    for (let rounds = 0; rounds < 2; rounds++) {
      await settle();
      await enterByTime(ctx);
      await keepMemberships(ctx, membershipListeners);
      await settle();
      await runReadyJobs(ctx);
    }
    await attributeMarked(ctx);
  }

  return {
    ...world,
    work,

    /** Lets time pass, and does everything in its moment. */
    async passFor(milliseconds: number): Promise<void> {
      const end = clock.now().getTime() + milliseconds;
      while (clock.now().getTime() < end) {
        const next = await nextDueAt(ctx);
        clock.set(new Date(Math.min(next.getTime(), end)).toISOString());
        await work();
      }
    },

    /** Sends an event of a user, and does what follows. */
    async act(tenant: TestTenant, userId: string, type: string, properties: object = {}): Promise<void> {
      await send(tenant, type, { userId }, properties);
      await work();
    },

    /** A contact that agreed to marketing by mail, unless told otherwise. */
    async person(tenant: TestTenant, userId: string, types: readonly ('email' | 'sms')[] = ['email']) {
      await send(tenant, 'account_seen', { userId, email: `${userId}@example.com` });
      await settle();
      const contactId = await world.contactOf(tenant, userId);
      if (types.length > 0) await decide(tenant, contactId, 'granted', types);
      return contactId;
    },

    revoke: (tenant: TestTenant, contactId: Id<'ctc'>) => decide(tenant, contactId, 'revoked', ['email']),

    /** What the flow did. */
    async live(tenant: TestTenant, flowId: Id<'flw'>): Promise<Done> {
      const rows = await ctx.db.query<{ id: Id<'run'> }>(sql`
        select id from flow_runs where tenant_id = ${tenant.id} and flow_id = ${flowId}`);
      const runs: Done['runs'] = [];
      for (const { id } of rows) {
        const { contactId, enteredAt, endedAt, endReason, step, steps } = await readRun(ctx, tenant.id, id);
        runs.push({ contactId, enteredAt, endedAt, endReason, step, steps });
      }
      const sent = await ctx.db.query<LiveMessage>(sql`
        select d.contact_id as "contactId", d.origin ->> 'stepId' as step, m.key as message, d.created_at as at, d.status,
          coalesce(d.finished_at, d.dispatched_at) as "settledAt", d.reason
        from deliveries d join messages m on m.id = d.message_id
        where d.tenant_id = ${tenant.id} and d.origin ->> 'flowId' = ${flowId}`);
      const messages = sent.map(({ contactId, step, message, at, status, settledAt, reason }) =>
        lineOf({
          contactId,
          ...{ step, message, at: at.toISOString() },
          outcome: status === 'sent' ? 'sent' : status === 'skipped' ? 'held_back' : 'waiting',
          settledAt: settledAt?.toISOString() ?? null,
          text: reason && reasonText(reason),
        }),
      );
      const refusals = await ctx.db.query<{ reason: string; count: number }>(sql`
        select reason, count(*)::int as count from flow_refusals
        where tenant_id = ${tenant.id} and flow_id = ${flowId} group by 1`);
      const refused = refusals.map(({ reason, count }) => ({ text: refusalText(reason), count }));
      return inOrder({ runs, messages, refused });
    },

    /** What a dry run says that it would have done. */
    async dry(tenant: TestTenant, flowId: Id<'flw'>, days = 30): Promise<Done & { result: FlowDryRun }> {
      // What happens in the moment in which it is played is not played.
      clock.advance(minute);
      const result = await dryRunFlow(ctx, tenant.id, flowId, { days, version: 'published' });
      const messages = result.runs.flatMap(({ contactId, messages: own }) =>
        own.map((message) => lineOf({ contactId, ...message })),
      );
      const runs = result.runs.map(({ contactId, enteredAt, endedAt, endReason, step, steps }) => {
        return { contactId, enteredAt, endedAt, endReason, step, steps };
      });
      return { ...inOrder({ runs, messages, refused: result.refused }), result };
    },

    /** A digest of each table. */
    async snapshot(): Promise<Record<string, string>> {
      const tables = await ctx.db.query<{ name: string }>(sql`
        select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' order by 1`);
      const digests: Record<string, string> = {};
      for (const { name } of tables) {
        const [row] = await ctx.db.query<{ digest: string }>(
          sql.composed(sql`
            select count(*) || ' ' || coalesce(md5(string_agg(x::text, '|' order by x::text)), '') as digest
            from ${sql.trusted(`"${name}"`)} x`),
        );
        digests[name] = row!.digest;
      }
      return digests;
    },
  };

  async function decide(
    tenant: TestTenant,
    contactId: Id<'ctc'>,
    action: 'granted' | 'revoked',
    types: readonly ('email' | 'sms')[],
  ): Promise<void> {
    const entry = { contactId, action, source: 'test', wordingVersion: null, method: 'form', evidence: {} } as const;
    await ctx.db.transaction((tx) =>
      recordConsent(
        { ...ctx, db: tx },
        tenant.id,
        [...types, 'marketing' as const].map((type) => ({ ...entry, type })),
      ),
    );
  }
}

type LiveMessage = {
  contactId: string;
  step: string;
  message: string;
  at: Date;
  status: string;
  settledAt: Date | null;
  reason: string | null;
};

type Message = FlowDryRun['runs'][number]['messages'][number] & { contactId: string };

/** What a sent message waited for is not kept. */
const lineOf = ({ contactId, step, message, at, outcome, settledAt, text }: Message) =>
  [contactId, step, message, at, outcome, settledAt, outcome === 'sent' ? '' : text].join(' ');

const inOrder = ({ runs, messages, refused }: Done): Done => ({
  runs: runs.toSorted((a, b) => (a.contactId + a.enteredAt < b.contactId + b.enteredAt ? -1 : 1)),
  messages: messages.toSorted(),
  refused: refused.toSorted((a, b) => (a.text < b.text ? -1 : 1)),
});
