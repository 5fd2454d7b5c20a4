import type { MessageOverride } from '@beckon/contract';
import { withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { messageOverrides } from './tables.ts';

/** Stores what deliveries change of their message. It never changes: a delivery shows for good what it was sent with. */
export async function createOverride(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { subjects = {}, preheaders = {}, senderName }: MessageOverride,
): Promise<Id<'ovr'>> {
  const id = ctx.ids.newId('ovr');
  const createdAt = ctx.clock.now();
  await withBuilder(ctx.db, (build) =>
    build
      .insert(messageOverrides)
      .values({ id, tenantId, subjects, preheaders, senderName: senderName ?? null, createdAt }),
  );
  return id;
}

/** As it is given, or as it is stored. */
type Shown = Omit<MessageOverride, 'senderName'> & { senderName?: string | null | undefined };

/** A message, in the language that is chosen, with what an override changes of it. */
export function overrideMessage<D extends Pick<DueDelivery, 'message' | 'tenant'>>(
  delivery: D,
  { subjects, preheaders, senderName }: Shown,
): D {
  const { message, tenant } = delivery;
  return {
    ...delivery,
    message: {
      ...message,
      subject: subjects?.[message.language] ?? message.subject,
      preheader: preheaders?.[message.language] ?? message.preheader,
    },
    tenant: { ...tenant, senderName: senderName ?? tenant.senderName },
  };
}
