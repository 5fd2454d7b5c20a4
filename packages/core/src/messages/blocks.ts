import type { MessageBlock } from '@beckon/contract';
import { asc, eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { BlockFault, blocksIn, expandBlocks } from './expand-blocks.ts';
import { messageBlocks } from './tables.ts';

/** The blocks that a shop's messages share, by name. */
export function listBlocks(ctx: AnyContext, tenantId: Id<'ten'>): Promise<MessageBlock[]> {
  return withBuilder(ctx.db, (build) =>
    build
      .select({ name: messageBlocks.name, body: messageBlocks.body })
      .from(messageBlocks)
      .where(eq(messageBlocks.tenantId, tenantId))
      .orderBy(asc(messageBlocks.name)),
  );
}

/**
 * Replaces the blocks of a shop.
 * @throws DomainError `validation_failed` for a block that contains itself or one that is not there, `conflict` when a
 *   message uses a block that is left out
 */
export async function putBlocks(ctx: Context, tenantId: Id<'ten'>, blocks: readonly MessageBlock[]): Promise<void> {
  const bodies = new Map(blocks.map(({ name, body }) => [name, body]));
  const errors = blocks.flatMap(({ name, body }, index) => {
    try {
      expandBlocks(body, bodies, [name]);
      return [];
    } catch (error) {
      if (!(error instanceof BlockFault)) throw error;
      return [{ path: `blocks.${index}.body`, message: error.message }];
    }
  });
  if (errors.length > 0) throw new DomainError('validation_failed', errors[0]!.message, { errors });
  await ctx.db.transaction(async (tx) => {
    // One change at a time, and no message is published meanwhile.
    await tx.query(sql`select 1 from tenants where id = ${tenantId} for update`);
    const inTx = { ...ctx, db: tx };
    const removed = new Set(
      (await listBlocks(inTx, tenantId)).map(({ name }) => name).filter((name) => !bodies.has(name)),
    );
    const missing = (await readUsedBlocks(inTx, tenantId)).find(({ block }) => removed.has(block));
    if (missing) throw new DomainError('conflict', `the message ${missing.message} uses the block ${missing.block}`);
    await tx.query(sql`delete from message_blocks where tenant_id = ${tenantId}`);
    await tx.query(sql`
      insert into message_blocks (tenant_id, name, body, updated_at)
      select ${tenantId}, name, body, ${ctx.clock.now()}
      from jsonb_to_recordset(${JSON.stringify(blocks)}::text::jsonb) as b (name text, body text)`);
  });
}

async function readUsedBlocks(ctx: AnyContext, tenantId: Id<'ten'>): Promise<{ message: string; block: string }[]> {
  const rows = await ctx.db.query<{ message: string; body: string }>(sql`
    select m.name as message, x.body
    from messages m cross join lateral (
      select m.body union all
      select t.body from message_translations t where t.message_id = m.id union all
      select c.value ->> 'body' from message_versions v cross join lateral jsonb_each(v.contents) c
      where v.message_id = m.id and v.published_at is null
    ) x (body)
    where m.tenant_id = ${tenantId} and x.body like '%render%' order by m.name`);
  return rows.flatMap(({ message, body }) => blocksIn(body).map((block) => ({ message, block })));
}
