import type { AnyContext } from '../ports/index.ts';

/** Letters and digits that are not mistaken for one another when they are read out or typed. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Random characters of a code: 50 bits, so a guess does not find one. */
const length = 10;

/** @example generateCode(ctx, 'SPRING-'); // 'SPRING-7KQ2M9XWPA' */
export function generateCode(ctx: AnyContext, prefix: string): string {
  const random = [...ctx.random.bytes(length)].map((byte) => alphabet[byte % alphabet.length]);
  return `${prefix}${random.join('')}`;
}
