import type { Message } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

/** A shop's messages, by name. */
export function readMessages(ctx: AnyContext, tenantId: string, id: string | null = null): Promise<Message[]> {
  return ctx.db.query<Message>(sql`
    select m.id, m.key, m.name, m.channel, m.category, m.topic_id as topic,
      to_jsonb(array[m.language] || array(
        select x.language from message_translations x where x.message_id = m.id order by x.language)) as languages
    from messages m
    where m.tenant_id = ${tenantId} and m.id = coalesce(${id}, m.id) order by m.name, m.id`);
}

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
