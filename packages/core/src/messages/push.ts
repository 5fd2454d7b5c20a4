import { readProduct } from '../catalog/index.ts';
import { deletePushSubscription, notePushSent } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, PushAddress, PushOutcome, PushSender, SendOutcome } from '../ports/index.ts';
import type { ReadyMessage } from './channels.ts';
import type { DueDelivery } from './due-delivery.ts';
import { renderLine, variablesOf } from './render.ts';

/** Seconds for which a push service keeps a message for an offline browser: news from last week is no longer useful. */
const timeToLive = 3 * 24 * 60 * 60;

/** Maximum characters; browsers show fewer. With links as long as the catalog allows, it still fits into a push. */
const longest = { title: 120, body: 400 } as const;

/** Maximum bytes of the notification: a push service must accept 4096, of which the encryption needs 103. */
export const largestNotification = 3_993;

type Subscription = PushAddress & { id: string };

/**
 * Sends a message to all push subscriptions of a contact. Each subscription is read when the message is sent to it,
 * after the gate: a subscription ended just before gets nothing.
 */
export async function preparePush(ctx: Context, delivery: DueDelivery, sender: PushSender): Promise<ReadyMessage> {
  const payload = await renderPush(ctx, delivery);
  return {
    // Readers can turn off every notification where it appears, and the site's notifications in the browser.
    hasOptOut: true,
    async send() {
      const outcomes: PushOutcome[] = [];
      let subscription = await readNext(ctx, delivery, '');
      while (subscription) {
        const { id, ...to } = subscription;
        const outcome = await sender.send({
          vendorKey: delivery.id,
          to,
          payload,
          contact: delivery.tenant.senderAddress,
          timeToLive,
        });
        await record(ctx, delivery, id, outcome);
        outcomes.push(outcome);
        subscription = await readNext(ctx, delivery, id);
      }
      return together(outcomes, await readSettled(ctx, delivery));
    },
  };
}

/**
 * The notification in the format of declarative Web Push: browsers that support it show it without a script of ours.
 */
export async function renderPush(ctx: Context, delivery: DueDelivery): Promise<string> {
  const variables = variablesOf(delivery);
  const product =
    delivery.product && (await readProduct(ctx, delivery.tenantId, delivery.product.id, delivery.product.variantId));
  const notification = {
    title: renderLine(delivery.message.subject, variables, longest.title),
    body: renderLine(delivery.message.body, variables, longest.body),
    // Never from an event: the product's address comes from the catalog, the shop's from the tenant.
    navigate: product?.url ?? delivery.tenant.siteUrl,
    // The same in every attempt: a second notification replaces the first.
    tag: delivery.id,
    ...(product?.imageUrl ? { image: product.imageUrl } : {}),
  };
  const payload = writePush(notification);
  if (Buffer.byteLength(payload) <= largestNotification) return payload;
  const { image: _, ...bare } = notification;
  return writePush({ ...bare, body: '' });
}

const writePush = (notification: object) => JSON.stringify({ web_push: 8030, notification });

/** The contact's next subscription for which this delivery has no final outcome. */
async function readNext(
  ctx: Context,
  { id, tenantId, contactId }: DueDelivery,
  after: string,
): Promise<Subscription | undefined> {
  const [next] = await ctx.db.query<Subscription>(sql`
    select s.id, s.endpoint, s.p256dh, s.auth from push_subscriptions s
    where s.tenant_id = ${tenantId} and s.contact_id = ${contactId} and s.id > ${after} and not exists (
      select from push_outcomes o where o.delivery_id = ${id} and o.subscription_id = s.id)
    order by s.id limit 1`);
  return next;
}

/** The outcomes of this delivery's attempts so far, including this one. */
function readSettled(ctx: Context, { id }: DueDelivery): Promise<{ outcome: string; reason: string | null }[]> {
  return ctx.db.query(sql`
    select outcome, reason from push_outcomes where delivery_id = ${id} order by recorded_at, subscription_id`);
}

async function record(ctx: Context, { id, tenantId }: DueDelivery, subscriptionId: string, outcome: PushOutcome) {
  if (outcome.outcome !== 'retry') {
    await ctx.db.query(sql`
      insert into push_outcomes (tenant_id, delivery_id, subscription_id, outcome, reason, recorded_at)
      values (${tenantId}, ${id}, ${subscriptionId}, ${outcome.outcome},
        ${'reason' in outcome ? outcome.reason.slice(0, 500) : null}, ${ctx.clock.now()})
      on conflict do nothing`);
  }
  if (outcome.outcome === 'gone') {
    await deletePushSubscription(ctx, tenantId, subscriptionId);
    return;
  }
  await notePushSent(ctx, tenantId, subscriptionId, outcome.outcome === 'sent');
}

/**
 * Combines the outcomes into one: a browser that may still be reached keeps the delivery waiting; otherwise any browser
 * that was reached counts.
 */
function together(outcomes: readonly PushOutcome[], settled: readonly { outcome: string; reason: string | null }[]) {
  const retries = outcomes.filter((one) => one.outcome === 'retry');
  if (retries.length > 0) {
    const waits = retries.flatMap(({ retryAfter }) => retryAfter ?? []);
    const retryAfter = waits.length === 0 ? {} : { retryAfter: Math.max(...waits) };
    return { outcome: 'retry', reason: retries[0]!.reason, ...retryAfter } satisfies SendOutcome;
  }
  const sent = outcomes.find((one) => one.outcome === 'sent');
  if (sent ?? settled.some(({ outcome }) => outcome === 'sent')) {
    return { outcome: 'sent', vendorId: sent?.vendorId ?? null } satisfies SendOutcome;
  }
  const reasonOf = (wanted: string) => settled.find(({ outcome }) => outcome === wanted)?.reason;
  const uncertain = reasonOf('uncertain');
  if (uncertain) return { outcome: 'uncertain', reason: uncertain } satisfies SendOutcome;
  const reason = reasonOf('failed') ?? 'no browser of the contact has its push subscription any more';
  return { outcome: 'failed', reason } satisfies SendOutcome;
}
