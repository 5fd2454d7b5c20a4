import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { readSealed } from './answers.ts';
import type { idempotencyKeys } from './tables.ts';

/** By what an answer may name a person. */
export type AnswerNames = {
  contactIds: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
  userIds: readonly string[];
  browsers: readonly { anonymousId: string }[];
};

type Row = Pick<typeof idempotencyKeys.$inferSelect, 'digest' | 'answer'>;

/** Rows read at a time; an answer has at most 32 kB. */
const pageSize = 200;

/** Rows deleted at a time. */
const maxDeleted = 5_000;

/** Deletes keys that have expired. @returns the number of rows */
export async function forgetIdempotencyKeys(ctx: Context): Promise<number> {
  const gone = await ctx.db.query(sql`
    delete from idempotency_keys where ctid in (
      select ctid from idempotency_keys where expires_at <= ${ctx.clock.now()} order by expires_at limit ${maxDeleted})
    returning 1`);
  return gone.length;
}

/**
 * Deletes the stored answers that name a person. Their keys stay: a repeat is still not executed. Answers are encrypted,
 * so each one of the shop is opened; there are those of one day.
 * @returns how many answers named the person
 */
export async function forgetAnswersAbout(ctx: AnyContext, tenantId: Id<'ten'>, names: AnswerNames): Promise<number> {
  const isNamed = createSearch(names);
  let found = 0;
  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const rows = await ctx.db.query<Row>(sql`
      select digest, answer from idempotency_keys
      where tenant_id = ${tenantId} and digest > ${after}::bytea and answer is not null order by digest limit ${pageSize}`);
    for (const { digest, answer } of rows) {
      if (!isNamed(readSealed(ctx, { tenantId, digest, answer: answer! }))) continue;
      found++;
      await ctx.db.query(sql`
        update idempotency_keys set answer = null where tenant_id = ${tenantId} and digest = ${digest}`);
    }
    if (rows.length < pageSize) return found;
    after = rows.at(-1)!.digest;
  }
}

/** Addresses, phones and our own ids count wherever they stand. An id of the shop may be a short number: as a whole text. */
function createSearch(names: AnswerNames): (body: string) => boolean {
  const inJson = (text: string) => JSON.stringify(text).toLowerCase();
  const parts = [...names.contactIds, ...names.emails, ...names.phones].map((text) => inJson(text).slice(1, -1));
  const wholes = [...names.userIds, ...names.browsers.map(({ anonymousId }) => anonymousId)].map(inJson);
  const searched = [...parts, ...wholes].filter((text) => text.length > 0);
  return (body) => {
    const text = body.toLowerCase();
    return searched.some((each) => text.includes(each));
  };
}
