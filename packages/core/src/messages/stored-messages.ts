import {
  type MessageChanges,
  type MessageContent,
  type MessageContents,
  type MessageVersion,
  messageLimits,
  type NewMessage,
  type UtmRules,
} from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { messages } from './tables.ts';

/** A message with its contents by language. `draft` is null if nothing was changed since it was published. */
export type StoredMessage = Pick<
  typeof messages.$inferSelect,
  'id' | 'key' | 'name' | 'channel' | 'category' | 'language' | 'version' | 'publishedVersion' | 'updatedAt'
> & {
  published: MessageContents | null;
  publishedUtm: UtmRules | null;
  draft: MessageContents | null;
  draftUtm: UtmRules | null;
};

/** @throws DomainError `not_found` */
export async function readMessage(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'msg'>): Promise<StoredMessage> {
  const [message] = await ctx.db.query<StoredMessage>(sql`
    select m.id, m.key, m.name, m.channel, m.category, m.language, m.version,
      m.published_version as "publishedVersion", m.updated_at as "updatedAt",
      case when m.published_version is not null then
        jsonb_build_object(m.language, jsonb_build_object('subject', m.subject, 'preheader', m.preheader, 'body', m.body))
        || coalesce((
          select jsonb_object_agg(t.language, jsonb_build_object(
            'subject', t.subject, 'preheader', t.preheader, 'body', t.body))
          from message_translations t where t.message_id = m.id and t.language <> m.language), '{}')
      end as published, case when m.published_version is not null then m.utm end as "publishedUtm",
      d.contents as draft, d.utm as "draftUtm"
    from messages m left join message_versions d on d.message_id = m.id and d.published_at is null
    where m.tenant_id = ${tenantId} and m.id = ${id}`);
  if (!message) throw new DomainError('not_found', 'there is no message with this id');
  return message;
}

/** @throws DomainError `conflict` when the key is taken or there are too many messages, `validation_failed` */
export function createMessage(ctx: Context, tenantId: Id<'ten'>, given: NewMessage): Promise<StoredMessage> {
  const { key, name, channel, category, language, contents, utm } = given;
  requireDefault(contents, language);
  refuseUnusedUtm(given, utm);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await tx.query(sql`select 1 from tenants where id = ${tenantId} for update`);
    const [{ count } = { count: 0 }] = await tx.query<{ count: number }>(sql`
      select count(*)::int as count from messages where tenant_id = ${tenantId}`);
    const { maxMessages } = messageLimits;
    if (count >= maxMessages) throw new DomainError('conflict', `a shop has at most ${maxMessages} messages`);
    const id = ctx.ids.newId('msg');
    const made = await tx.query(sql`
      insert into messages (id, tenant_id, key, name, channel, category, language, subject, preheader, body, version,
        published_version, updated_at)
      values (${id}, ${tenantId}, ${key}, ${name}, ${channel}, ${category}, ${language}, '', '', '', 1, null,
        ${ctx.clock.now()})
      on conflict (tenant_id, key) do nothing returning id`);
    if (made.length === 0) throw new DomainError('conflict', `there is a message with the key ${key}`);
    await saveDraft(inTx, tenantId, id, 1, { contents, utm });
    return readMessage(inTx, tenantId, id);
  });
}

/**
 * Changes the draft of a message, which begins as what is published.
 * @throws DomainError `not_found`, `validation_failed`, `conflict` when the version is not the current one
 */
export function changeMessage(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  { version, name, contents: changes = {}, utm }: MessageChanges,
): Promise<{ before: StoredMessage; after: StoredMessage }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockMessage(inTx, tenantId, id, version);
    if (utm !== undefined) refuseUnusedUtm(before, utm);
    const isEdited = Object.keys(changes).length > 0 || utm !== undefined;
    if (isEdited || before.draft) {
      const merged = { ...(before.draft ?? before.published), ...changes };
      const contents = Object.fromEntries(
        Object.entries(merged).filter((entry): entry is [string, MessageContent] => entry[1] !== null),
      );
      requireDefault(contents, before.language);
      await saveDraft(inTx, tenantId, id, version + 1, {
        contents,
        utm: utm ?? before.draftUtm ?? before.publishedUtm ?? {},
      });
    }
    await tx.query(sql`
      update messages set version = ${version + 1}, name = ${name ?? before.name} where id = ${id}`);
    return { before, after: await readMessage(inTx, tenantId, id) };
  });
}

/**
 * Makes the draft what is sent. What was published until now becomes part of the history.
 * @throws DomainError `not_found`, `conflict` when the version is not the current one or there is no draft
 */
export function publishMessage(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  version: number,
): Promise<{ before: StoredMessage; after: StoredMessage }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockMessage(inTx, tenantId, id, version);
    const { draft, draftUtm, published, publishedUtm, publishedVersion, updatedAt, language } = before;
    if (!draft) throw new DomainError('conflict', 'there is no draft to publish');
    const now = ctx.clock.now();
    if (published) {
      await tx.query(sql`
        insert into message_versions (tenant_id, message_id, version, contents, utm, published_at)
        values (${tenantId}, ${id}, ${publishedVersion}, ${JSON.stringify(published)}::text::jsonb,
          ${JSON.stringify(publishedUtm)}::text::jsonb, ${updatedAt})`);
    }
    await tx.query(sql`delete from message_versions where message_id = ${id} and published_at is null`);
    const { subject, preheader, body } = draft[language]!;
    await tx.query(sql`
      update messages set subject = ${subject}, preheader = ${preheader}, body = ${body},
        utm = ${JSON.stringify(draftUtm)}::text::jsonb, published_version = ${version}, updated_at = ${now} where id = ${id}`);
    await tx.query(sql`delete from message_translations where message_id = ${id}`);
    const translations = Object.entries(draft).flatMap(([code, content]) =>
      code === language ? [] : [{ language: code, ...content }],
    );
    await tx.query(sql`
      insert into message_translations (tenant_id, message_id, language, subject, preheader, body, updated_at)
      select ${tenantId}, ${id}, language, subject, preheader, body, ${now}
      from jsonb_to_recordset(${JSON.stringify(translations)}::text::jsonb) as t (
        language text, subject text, preheader text, body text)`);
    return { before, after: await readMessage(inTx, tenantId, id) };
  });
}

/** The published versions of a message, the newest first; the first one is what is sent. */
export async function listMessageVersions(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  { limit, before }: { limit: number; before: number | null },
): Promise<MessageVersion[]> {
  const { published, publishedUtm, publishedVersion, updatedAt } = await readMessage(ctx, tenantId, id);
  const former = await ctx.db.query<Omit<MessageVersion, 'publishedAt'> & { publishedAt: Date }>(sql`
    select version, published_at as "publishedAt", contents, utm from message_versions
    where message_id = ${id} and published_at is not null and (${before}::bigint is null or version < ${before}::bigint)
    order by version desc limit ${limit}`);
  const present =
    published && before === null
      ? [{ version: publishedVersion!, publishedAt: updatedAt, contents: published, utm: publishedUtm! }]
      : [];
  return [...present, ...former]
    .slice(0, limit)
    .map(({ publishedAt, ...version }) => ({ ...version, publishedAt: publishedAt.toISOString() }));
}

async function lockMessage(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  version: number,
): Promise<StoredMessage> {
  await ctx.db.query(sql`select 1 from messages where tenant_id = ${tenantId} and id = ${id} for update`);
  const message = await readMessage(ctx, tenantId, id);
  if (message.version === version) return message;
  throw new DomainError('conflict', `the message has changed: its version is ${message.version}, not ${version}`, {
    errors: [{ path: 'version', message: String(message.version) }],
  });
}

async function saveDraft(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'msg'>,
  version: number,
  { contents, utm }: { contents: MessageContents; utm: UtmRules },
): Promise<void> {
  await ctx.db.query(sql`delete from message_versions where message_id = ${id} and published_at is null`);
  await ctx.db.query(sql`
    insert into message_versions (tenant_id, message_id, version, contents, utm)
    values (${tenantId}, ${id}, ${version}, ${JSON.stringify(contents)}::text::jsonb, ${JSON.stringify(utm)}::text::jsonb)`);
}

/** Only the links of marketing emails get UTM parameters: to state them elsewhere would have no effect. */
function refuseUnusedUtm({ channel, category }: Pick<StoredMessage, 'channel' | 'category'>, utm: UtmRules): void {
  if ((channel === 'email' && category === 'marketing') || Object.keys(utm).length === 0) return;
  throw new DomainError('validation_failed', 'only the links of marketing emails get UTM parameters', {
    errors: [{ path: 'utm', message: 'leave it out' }],
  });
}

function requireDefault(contents: MessageContents, language: string): void {
  if (contents[language]) return;
  throw new DomainError('validation_failed', `the message needs its default language, ${language}`, {
    errors: [{ path: `contents.${language}`, message: 'is required' }],
  });
}
