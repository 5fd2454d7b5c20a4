import { sampleCoupons } from '../coupons/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { listBlocks } from './blocks.ts';
import { couponKeysIn, couponVariables } from './coupon-variables.ts';
import type { DueDelivery } from './due-delivery.ts';
import { BlockFault, blocksIn, expandBlocks } from './expand-blocks.ts';
import { noData, readTemplateData, type TemplateData } from './template-data.ts';

/** Puts blocks into the templates of deliveries and looks up the data that these use, for all of them together. */
export async function resolveTemplates<D extends Omit<DueDelivery, 'data'>>(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  deliveries: readonly D[],
): Promise<(D & { data: TemplateData })[]> {
  const usesBlocks = deliveries.some(({ message }) => blocksIn(message.body).length > 0);
  const blocks = new Map(usesBlocks ? (await listBlocks(ctx, tenantId)).map(({ name, body }) => [name, body]) : []);
  const expanded = deliveries.map((delivery) => {
    try {
      const body = expandBlocks(delivery.message.body, blocks);
      return { delivery: { ...delivery, message: { ...delivery.message, body } }, fault: null };
    } catch (error) {
      if (!(error instanceof BlockFault)) throw error;
      return { delivery, fault: error.message };
    }
  });
  const data = await readTemplateData(
    ctx,
    tenantId,
    expanded.flatMap(({ delivery, fault }) => (fault === null ? toRequest(delivery) : [])),
  );
  const samples = await readSamples(ctx, tenantId, deliveries);
  return expanded.map(({ delivery, fault }) => {
    if (fault !== null) return { ...delivery, data: { values: {}, obstacle: { failure: fault } } };
    const found = data.get(delivery.id) ?? noData;
    return { ...delivery, data: { ...found, values: { ...found.values, ...couponVariables(delivery, samples) } } };
  });
}

/** Codes that stand for those that readers get: these are taken when it is certain that a message is sent. */
async function readSamples(ctx: AnyContext, tenantId: Id<'ten'>, deliveries: readonly Omit<DueDelivery, 'data'>[]) {
  const keys = [...new Set(deliveries.flatMap(couponKeysIn))];
  return keys.length === 0 ? new Map() : sampleCoupons(ctx, tenantId, keys);
}

function toRequest({ id, contactId, variables, product, message }: Omit<DueDelivery, 'data'>) {
  const { language, subject, preheader, body } = message;
  return { id, contactId, language, variables, product, templates: [subject, preheader, body] };
}
