import type { RetentionSettings } from '@beckon/contract';
import { forgetVisitors } from '../contacts/index.ts';
import { forgetCoupons } from '../coupons/index.ts';
import type { Id } from '../lib/index.ts';
import { forgetTargets } from '../links/index.ts';
import { forgetClosedQuarantine, type Projection, retireEvents } from '../log/index.ts';
import { emptyVariables, forgetDeliveries } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { forgetDoneJobs } from '../queue/index.ts';
import { forgetSegmentChanges } from '../segments/index.ts';
import { forgetReceivedSms } from '../sms/index.ts';
import { isKept } from './kept-events.ts';
import { forgetUnconfirmed } from './unconfirmed.ts';

export type Kind = keyof RetentionSettings;

/** What one batch did. `place` is where the next one goes on. */
export type Batch = { removed: number; place: string | null; isEnd: boolean };

export type BatchOf = {
  tenantId: Id<'ten'>;
  /** What is older goes. */
  before: Date;
  place: string | null;
  projections: readonly Projection[];
};

/** Maximum rows that one transaction removes or reads: 5 to 40 ms. */
const batchSize = 1_000;

/** How each kind is removed, by the room that owns its table. */
export const kinds: Record<Kind, (ctx: Context<Transaction>, batch: BatchOf) => Promise<Batch>> = {
  jobsDays: async (ctx, { tenantId, before }) => byCount(await forgetDoneJobs(ctx, tenantId, before, batchSize)),
  quarantineDays: async (ctx, { tenantId, before }) =>
    byCount(await forgetClosedQuarantine(ctx, tenantId, before, batchSize, isKept)),
  visitorsDays: async (ctx, { tenantId, before, place }) =>
    byPlace(await forgetVisitors(ctx, tenantId, before, place, batchSize)),
  unconfirmedDays: async (ctx, { tenantId, before, place }) =>
    byPlace(await forgetUnconfirmed(ctx, tenantId, before, place, batchSize)),
  eventsDays: async (ctx, { tenantId, before, place: last, projections }) => {
    const done = await retireEvents(ctx, projections, tenantId, before, Number(last ?? 0), batchSize, isKept);
    // The place stays for the next run: nothing becomes old behind it.
    const place = String(done.place);
    if (!done.isEnd) return { removed: done.removed, place, isEnd: false };
    const changes = await forgetSegmentChanges(ctx, tenantId, before, batchSize);
    return { removed: done.removed + changes, place, isEnd: changes < batchSize };
  },
  deliveriesDays: async (ctx, { tenantId, before, place }) => {
    const sent = byPlace(await forgetDeliveries(ctx, tenantId, before, place, batchSize));
    if (!sent.isEnd) return sent;
    // What shoppers have texted is kept as long as what they were sent.
    const received = await forgetReceivedSms(ctx, tenantId, before, batchSize);
    const targets = await forgetTargets(ctx, tenantId, before, batchSize);
    const coupons = await forgetCoupons(ctx, tenantId, before, batchSize);
    const removed = sent.removed + received + targets + coupons;
    return { ...sent, removed, isEnd: Math.max(received, targets, coupons) < batchSize };
  },
  variablesDays: async (ctx, { tenantId, before, place }) =>
    byPlace(await emptyVariables(ctx, tenantId, before, place, batchSize)),
};

const byCount = (removed: number): Batch => ({ removed, place: null, isEnd: removed < batchSize });

const byPlace = ({ removed, place }: { removed: number; place: string | null }): Batch => ({
  removed,
  place,
  isEnd: place === null,
});
