import type { Statement } from '../ports/index.ts';
import { sql } from './sql.ts';

/** What `pointOf` of `lib` gives for a name, as an expression: the same number, to the last bit. */
export const sqlPointOf = (name: Statement): Statement =>
  sql`(('x' || left(encode(sha256(convert_to(${name}, 'UTF8')), 'hex'), 12))::bit(48)::bigint::float8
    / 281474976710656::float8)`;
