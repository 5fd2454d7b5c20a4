import type { MessageDetail, MessageFinding, MessagePreview, MessagePreviewRequest } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id, nameForMail } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { languageOf } from '../sign-ups/index.ts';
import { channels, type ShownMessage } from './channels.ts';
import { variablesOfDefault } from './default-messages.ts';
import { type DueDelivery, shopColumns } from './due-delivery.ts';
import { lintRendered, lintVariables, missingFinding } from './lint.ts';
import { readMessages } from './messages.ts';
import { overrideMessage } from './overrides.ts';
import { productVariables } from './product-variables.ts';
import { reasonText } from './reasons.ts';
import { TemplateFault } from './render.ts';
import { resolveTemplates } from './resolve-templates.ts';
import { readMessage, type StoredMessage } from './stored-messages.ts';

/** Maximum variables without a value that a preview fills in. */
const maxSamples = 50;

/**
 * Shows a message as a contact would get it now, by the same steps as a delivery. Variables without value and fallback
 * are shown as their names.
 * @throws DomainError `not_found`
 */
export async function previewMessage(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  request: MessagePreviewRequest,
): Promise<MessagePreview> {
  const delivery = await preparePreview(ctx, tenantId, id, request);
  const { shown, findings } = await show(ctx, delivery);
  const { obstacle } = delivery.data;
  return {
    language: delivery.message.language,
    subject: shown?.subject ?? null,
    html: shown?.html ?? null,
    text: shown?.text ?? null,
    bytes: shown?.html ? Buffer.byteLength(shown.html) : null,
    sms: shown?.sms ?? null,
    obstacle: obstacle && ('skip' in obstacle ? reasonText(obstacle.skip) : obstacle.failure),
    findings,
  };
}

/**
 * A message as a delivery that is not stored, with samples for what has no value.
 * @throws DomainError `not_found`
 */
export async function readPreview(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  request: MessagePreviewRequest,
): Promise<DueDelivery> {
  return (await show(ctx, await preparePreview(ctx, tenantId, id, request))).delivery;
}

/** A message with its contents, and what is wrong with them. @throws DomainError `not_found` */
export async function readMessageDetail(ctx: Context, tenantId: Id<'ten'>, id: Id<'msg'>): Promise<MessageDetail> {
  const stored = await readMessage(ctx, tenantId, id);
  const [message] = await readMessages(ctx, tenantId, id);
  const { language, published, draft, publishedUtm, draftUtm } = stored;
  return {
    ...message!,
    language,
    published,
    draft,
    publishedUtm,
    draftUtm,
    findings: await findFaults(ctx, tenantId, stored),
  };
}

/** What is wrong with the draft of a message in any of its languages; without one, with what is published. */
export async function findFaults(ctx: Context, tenantId: Id<'ten'>, message: StoredMessage): Promise<MessageFinding[]> {
  const found: MessageFinding[] = [];
  for (const language of Object.keys(message.draft ?? message.published ?? {})) {
    const delivery = await toPreview(ctx, tenantId, message, { language, version: 'draft', variables: {} });
    found.push(...(await show(ctx, delivery)).findings);
  }
  return found;
}

async function preparePreview(ctx: Context, tenantId: Id<'ten'>, id: Id<'msg'>, request: MessagePreviewRequest) {
  return toPreview(ctx, tenantId, await readMessage(ctx, tenantId, id), request);
}

type Shop = DueDelivery['tenant'] & { currency: string; linkHosts: string[] };

/** A delivery that is not stored. */
type PreviewedDelivery = DueDelivery & { key: string; linkHosts: readonly string[] };

type Reader = Omit<DueDelivery['contact'], 'generation'> & { id: Id<'ctc'>; language: string | null };

async function toPreview(
  ctx: Context,
  tenantId: Id<'ten'>,
  message: StoredMessage,
  request: MessagePreviewRequest,
): Promise<PreviewedDelivery> {
  const isDraft = request.version === 'draft' && message.draft !== null;
  const contents = isDraft ? message.draft : message.published;
  if (!contents) throw new DomainError('not_found', 'nothing is published of this message yet');
  const [shop] = await ctx.db.query<Shop>(
    sql`
      select ${shopColumns}, t.currency, to_jsonb(t.link_hosts) as "linkHosts" from tenants t where t.id = ${tenantId}`,
  );
  const reader = request.contact === undefined ? null : await readReader(ctx, tenantId, request.contact);
  const wanted = (request.language ?? reader?.language ?? message.language).slice(0, 2).toLowerCase();
  const language = contents[wanted] ? wanted : message.language;
  const { currency, linkHosts, ...tenant } = shop!;
  const variables = reader
    ? request.variables
    : { ...sampleData(tenant.siteUrl, currency, language), ...request.variables };
  const unchanged = {
    id: ctx.ids.newId('dlv'),
    tenantId,
    contactId: reader?.id ?? ('ctc_' as const),
    channel: message.channel,
    category: message.category,
    status: 'due' as const,
    fence: 0,
    dispatchedAt: null,
    origin: { kind: 'system' as const },
    variables,
    product: null,
    isPreview: true as const,
    address: null,
    platform: null,
    idempotencyWindow: 0,
    dkim: null,
    contact: {
      firstName: nameForMail(reader?.firstName ?? null),
      lastName: nameForMail(reader?.lastName ?? null),
      email: reader?.email ?? null,
      generation: 0,
    },
    message: {
      ...{ id: message.id, key: message.key, language, ...contents[language]!, updatedAt: message.updatedAt },
      version: isDraft ? message.version : message.publishedVersion,
      utm: (isDraft ? message.draftUtm : message.publishedUtm)!,
    },
    tenant,
    key: message.key,
    linkHosts,
  };
  const shown = request.override ? overrideMessage(unchanged, request.override) : unchanged;
  const [delivery] = await resolveTemplates(ctx, tenantId, [shown]);
  return delivery!;
}

async function readReader(ctx: Context, tenantId: Id<'ten'>, id: string): Promise<Reader> {
  const [reader] = await ctx.db.query<Reader>(sql`
    select id, first_name as "firstName", last_name as "lastName", email, ${languageOf(sql.trusted('c.id'))} as language
    from contacts c where tenant_id = ${tenantId} and id = ${id} and erased_at is null and merged_into is null`);
  if (!reader) throw new DomainError('not_found', 'there is no contact with this id');
  return reader;
}

/** What a preview without a contact shows instead of a cart, an order and products. */
function sampleData(url: string, currency: string, language: string): Record<string, unknown> {
  const product = (title: string, price: number) =>
    productVariables(
      { title, url, imageUrl: null, price, currency, productId: '', variantId: '', isSoldOut: false },
      language,
    );
  const products = [product('[Product 1]', 1_900), product('[Product 2]', 4_900)];
  const list = { items: products };
  const bought = { items: products.map((item) => ({ ...item, quantity: 1 })) };
  return {
    cart: bought,
    order: { id: '[1001]', ...bought },
    product: products[0],
    ...{ viewed: list, recommended: list, best_sellers: list },
  };
}

type Shown = { delivery: PreviewedDelivery; shown: ShownMessage | null; findings: MessageFinding[] };

/** Renders a preview as often as it needs a sample for one more variable. */
async function show(ctx: Context, given: PreviewedDelivery): Promise<Shown> {
  const { language } = given.message;
  const templates = [given.message.subject, given.message.preheader, given.message.body];
  const findings = lintVariables(templates, language);
  const { obstacle } = given.data;
  if (obstacle && 'failure' in obstacle && given.contactId === 'ctc_') {
    const fault = { severity: 'error', code: 'template_fault', language, text: obstacle.failure } as const;
    return { delivery: given, shown: null, findings: [...findings, fault] };
  }
  const supplied = variablesOfDefault(given.key);
  const known = { siteUrl: given.tenant.siteUrl, publicUrl: ctx.publicUrl, linkHosts: given.linkHosts };
  const samples: string[] = [];
  for (;;) {
    const delivery = { ...given, data: { ...given.data, samples } };
    try {
      const shown = await channels[given.channel].show(ctx, delivery);
      return { delivery, shown, findings: [...findings, ...lintRendered(shown, given.category, language, known)] };
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      const { variable } = error;
      if (variable === null || samples.includes(variable) || samples.length >= maxSamples) {
        const fault = { severity: 'error', code: 'template_fault', language, text: error.message } as const;
        return { delivery, shown: null, findings: [...findings, fault] };
      }
      samples.push(variable);
      if (!supplied.has(variable)) findings.push(missingFinding(variable, language));
    }
  }
}
