import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPersonId, readReference } from './index.ts';

describe('an id of a person', () => {
  test.each([
    ['17', '17'],
    [17, '17'],
    [' 4711\u200b ', '4711'],
    ['Guesthouse', 'Guesthouse'],
    ['null-device', 'null-device'],
    ['1e5', '1e5'],
    ['00017', '00017'],
    ['576461413038785752', '576461413038785752'],
    ["o'brien", "o'brien"],
    ['a@shop.test', 'a@shop.test'],
    ['{7F9C0E3A}', '{7F9C0E3A}'],
  ])('%j is one', (given, id) => {
    expect(readPersonId(given)).toEqual({ kind: 'id', id });
  });

  test.each([
    ...['0', '000', '-1', '00000000-0000-0000-0000-000000000000', 0, -1],
    ...[
      'undefined',
      'null',
      'NULL',
      'None',
      'NaN',
      'nil',
      'n/a',
      '#N/A',
      '(null)',
      '(not set)',
      'false',
      'true',
      "'null'",
    ],
    ...['guest', 'Guest', 'gast', 'anonymous', 'NOT LOGGED IN', 'unknown', 'user_id', '-', '—', '?', '[object Object]'],
    ...[
      '{{ customer.id }}',
      '{{}}',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template that was not filled in
      '${user.id}',
      '<?= $id ?>',
      '<%= id %>',
      '%USER_ID%',
      '[[id]]',
      '*|ID|*',
      '{% id %}',
    ],
    ...[Number.NaN, false],
  ])('%j stands for none', (given) => {
    expect(readPersonId(given)).toMatchObject({ kind: 'none', placeholder: expect.any(String) });
  });

  test.each([undefined, null, '', '  ', '\u200b', '\u00a0'])('%j counts as missing', (given) => {
    expect(readPersonId(given)).toEqual({ kind: 'none', placeholder: null });
  });

  test.each([
    [JSON.parse('576461413038785752'), 'cannot be kept exactly'],
    [1.5, 'cannot be kept exactly'],
    [Number.POSITIVE_INFINITY, 'cannot be kept exactly'],
    ['5.76461E+17', 'shortened'],
    ['5,76461E+17', 'shortened'],
    ['7E+12', 'shortened'],
    [true, 'text or a whole number'],
    [{}, 'text or a whole number'],
    [['a'], 'text or a whole number'],
    ['x'.repeat(201), 'at most 200'],
  ])('%j is refused: %s', (given, reason) => {
    expect(readPersonId(given)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });
});

test('an order number may be a word that is not valid as a user id, but never a placeholder', () => {
  for (const id of ['0', '000', 'guest', 'unknown', '-1', 'true'])
    expect(readReference(id)).toEqual({ kind: 'id', id });
  for (const id of ['undefined', 'NaN', '#REF!', '{{ order.id }}', '-']) expect(readReference(id).kind).toBe('none');
});

test('reading a result again gives the same result', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer(), fc.double(), fc.anything()), (given) => {
      const first = readPersonId(given);
      if (first.kind === 'id') expect(readPersonId(first.id)).toEqual(first);
    }),
    { numRuns: 500 },
  );
});
