import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Statement } from '../ports/index.ts';
import { createTestContext } from '../testing/index.ts';
import { sql } from './sql.ts';

const { ctx } = await createTestContext();

type Tree = { pieces: string[]; members: (Tree | { value: unknown })[] };

/** Nested statements: pieces of text without a dollar sign, around values and further statements. */
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        fc.record({ value: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown> }),
        tie('tree'),
      ),
      { maxLength: 4 },
    )
    .chain((members) =>
      fc
        .array(fc.stringMatching(/^[a-z (),=]*$/), { minLength: members.length + 1, maxLength: members.length + 1 })
        .map((pieces) => ({ pieces, members })),
    ),
}));

const build = ({ pieces, members }: Tree): Statement =>
  sql(
    Object.assign([...pieces], { raw: pieces }),
    ...members.map((member) => ('value' in member ? member.value : build(member))),
  );
const valuesOf = ({ members }: Tree): unknown[] =>
  members.flatMap((member) => ('value' in member ? [member.value] : valuesOf(member)));
const textOf = ({ pieces, members }: Tree): string =>
  pieces.reduce((text, piece, index) => {
    const member = members[index - 1]!;
    return text + ('value' in member ? '?' : textOf(member)) + piece;
  });

test('parameters are numbered in the order of their values, at any depth of nesting', () => {
  fc.assert(
    fc.property(tree, (given) => {
      const { text, values } = build(given);
      expect(values).toEqual(valuesOf(given));
      let number = 0;
      expect(text).toBe(textOf(given).replace(/\?/g, () => `$${++number}`));
    }),
    { numRuns: 200 },
  );
});

test('the same statement can be used in two places', () => {
  const cheap = sql`price < ${100}`;
  const both = sql`select 1 where ${cheap} or (${cheap} and ${'x'} = 'x')`;
  expect(both).toMatchObject({
    text: "select 1 where price < $1 or (price < $2 and $3 = 'x')",
    values: [100, 100, 'x'],
  });
});

test('a list of statements is joined; an empty list gives an empty statement', () => {
  expect(sql.join([], ' and ')).toMatchObject({ text: '', values: [] });
  expect(sql.join([sql`a = ${1}`], ' and ')).toMatchObject({ text: 'a = $1', values: [1] });
  expect(sql`where ${sql.join([sql`a = ${1}`, sql`b = ${2}`, sql`c`], ' and ')} limit ${3}`).toMatchObject({
    text: 'where a = $1 and b = $2 and c limit $3',
    values: [1, 2, 3],
  });
});

test('any text reaches the database as a value and is returned unchanged', async () => {
  const storable = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());
  const hostile = fc.oneof(storable, fc.constantFrom("'; drop table events; --", '$1', '$$', '\\', '"', "E'\\''"));
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (first, second) => {
      const rows = await ctx.db.query(sql`select ${first}::text as first, ${sql`${second}::text`} as second`);
      expect(rows).toEqual([{ first, second }]);
    }),
    { numRuns: 200 },
  );
});

test('an object that only looks like a statement is treated as a value', () => {
  const lookalike = { text: 'drop table events', values: [] };
  expect(sql`select ${lookalike}`).toMatchObject({ text: 'select $1', values: [lookalike] });
});
