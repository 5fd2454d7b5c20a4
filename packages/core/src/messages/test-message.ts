import type { MessagePreviewRequest } from '@beckon/contract';
import { readSuppression } from '../consent/index.ts';
import { DomainError, type Id, readPhone } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome, priorities } from '../queue/index.ts';
import { readCountry } from '../tenants/index.ts';
import { prepareMessage } from './channels.ts';
import { readSignature } from './due-delivery.ts';
import { readPreview } from './preview.ts';
import { readMessage } from './stored-messages.ts';

type Test = { id: Id<'dlv'>; messageId: Id<'msg'>; to: string; request: MessagePreviewRequest };

/** Sends a test message: what a preview shows, to a user who wants to see it. It is no delivery. */
export const sendTest = defineJob<Test>({
  kind: 'message.test',
  priority: priorities.urgent,
  run: (ctx, { tenantId, payload }) => send(ctx, tenantId, payload),
});

/**
 * Queues a test message.
 * @throws DomainError `not_found`, `validation_failed` for a phone number that cannot be read, `conflict` for a push
 *   message or an address that must not be written to
 */
export async function queueTest(ctx: AnyContext, tenantId: Id<'ten'>, test: Omit<Test, 'id'>): Promise<void> {
  const { channel } = await readMessage(ctx, tenantId, test.messageId);
  if (channel === 'push') throw new DomainError('conflict', 'a push message reaches browsers, not an address');
  const to = channel === 'sms' ? readPhone(test.to, await readCountry(ctx, tenantId)) : test.to;
  if (to === null) {
    throw new DomainError('validation_failed', 'this phone number cannot be read', {
      errors: [{ path: 'to', message: 'a phone number with its country code, such as +49 170 1234567' }],
    });
  }
  const suppression = await readSuppression(ctx, tenantId, channel, to);
  if (suppression !== null && suppression !== 'unsubscribed') {
    throw new DomainError('conflict', 'this address is suppressed: nothing may be sent to it');
  }
  await enqueue(ctx, sendTest, [{ tenantId, payload: { ...test, to, id: ctx.ids.newId('dlv') } }]);
}

async function send(ctx: Context, tenantId: Id<'ten'>, { id, messageId, to, request }: Test): Promise<JobOutcome> {
  const preview = await readPreview(ctx, tenantId, messageId, request);
  const dkim = await readSignature(ctx, tenantId, preview.tenant.senderAddress);
  const delivery = { ...preview, id, address: to, dkim };
  const message = await prepareMessage(ctx, delivery.channel, delivery);
  if (!message) return { outcome: 'dead', reason: `no platform is connected that sends ${delivery.channel}` };
  const outcome = await message.send();
  if (outcome.outcome === 'sent') return { outcome: 'done' };
  return outcome.outcome === 'retry' ? outcome : { outcome: 'dead', reason: outcome.reason };
}
