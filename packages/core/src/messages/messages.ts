import type { Message } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { sizeOfTemplate } from './sms.ts';
import type { SmsSize } from './sms-segments.ts';

/** A shop's messages, by name. */
export async function readMessages(ctx: AnyContext, tenantId: string, id: string | null = null): Promise<Message[]> {
  const rows = await ctx.db.query<Omit<Message, 'sms'> & { bodies: string[] | null }>(sql`
    select m.id, m.key, m.name, m.channel, m.category, m.topic_id as topic, m.version,
      m.published_version as "publishedVersion", to_jsonb(array[m.language] || x.languages)
      as languages, case when m.channel = 'sms' then to_jsonb(array[m.body] || x.bodies) end as bodies
    from messages m cross join lateral (
      select array(select t.language from message_translations t where t.message_id = m.id order by t.language) as languages,
        array(select t.body from message_translations t where t.message_id = m.id order by t.language) as bodies
    ) x
    where m.tenant_id = ${tenantId} and m.id = coalesce(${id}, m.id) order by m.name, m.id`);
  return rows.map(({ bodies, ...message }) => ({
    ...message,
    sms:
      bodies === null
        ? null
        : bodies.map((body, at) => sizeOfTemplate(ctx, body, message.languages[at]!)).reduce(larger),
  }));
}

const larger = (one: SmsSize, other: SmsSize) => (other.segments > one.segments ? other : one);

/**
 * Sets the topic of a marketing message, from the next delivery that is sent.
 * @throws DomainError `not_found`, `validation_failed` when the shop has no topic with this id, `conflict` for a
 *   service message: a topic cannot hold back an answer to a shopper
 */
export async function putMessageTopic(
  ctx: Context,
  tenantId: string,
  id: string,
  topic: string | null,
): Promise<Message> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const [message] = await readMessages(inTx, tenantId, id);
    if (!message) throw new DomainError('not_found', 'there is no message with this id');
    if (topic !== null && message.category !== 'marketing') {
      throw new DomainError('conflict', 'a transactional message cannot have a topic');
    }
    const rows = await tx.query(sql`
      update messages set topic_id = ${topic} where tenant_id = ${tenantId} and id = ${id}
        and (${topic}::text is null
          or exists (select from topics where tenant_id = ${tenantId} and id = ${topic}::text))
      returning id`);
    if (rows.length === 0) {
      throw new DomainError('validation_failed', 'the shop has no topic with this id', {
        errors: [{ path: 'topic', message: 'the id of a topic of the shop, or null' }],
      });
    }
    return { ...message, topic };
  });
}
