import fc from 'fast-check';

/** A tree that both renderers can draw. */
export type Tree = string | number | boolean | null | Tree[] | Branch;
type Branch = { key?: string; tag: string; counter?: string; props: Record<string, unknown>; inside: Tree[] };

export type Step = { render: Tree } | { click: number } | { type: number };

const text = fc.constantFrom('', 'a', 'b<c>', 'd');
const props = fc.record(
  {
    className: fc.constantFrom('one', 'two'),
    part: fc.constantFrom('form', 'field'),
    hidden: fc.boolean(),
    lang: fc.constantFrom('en', 'ar', undefined),
    tabIndex: fc.constantFrom(-1, 0),
    'aria-invalid': fc.boolean(),
    'aria-label': fc.constantFrom('name', undefined),
    'data-status': fc.constantFrom('idle', 'busy', undefined),
  },
  { requiredKeys: [] },
);

/** As in the widgets, a checkbox has its value in its key, so its initial value cannot change. */
const box = (defaultChecked: boolean): Tree => ({
  tag: 'label',
  props: {},
  inside: [{ key: `${defaultChecked}`, tag: 'input', props: { type: 'checkbox', defaultChecked }, inside: [] }],
});

/** Siblings with keys have different ones, as React asks for. */
const { tree } = fc.letrec<{ tree: Tree; list: Tree[]; branch: Branch }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 2, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom<Tree>(null, false, true, 0, 7) },
    { weight: 1, arbitrary: fc.record({ tag: fc.constant('input'), props, inside: fc.constant<Tree[]>([]) }) },
    { weight: 1, arbitrary: fc.boolean().map(box) },
    { weight: 5, arbitrary: tie('branch') },
    { weight: 2, arbitrary: tie('list') },
  ),
  list: fc
    .uniqueArray(fc.tuple(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), tie('branch')), {
      selector: ([key]) => key,
      maxLength: 5,
    })
    .map((pairs) => pairs.map(([key, branch]) => ({ ...branch, key }))),
  branch: fc.oneof(
    fc.record({ tag: fc.constantFrom('div', 'p'), props, inside: fc.array(tie('tree'), { maxLength: 4 }) }),
    fc.record({
      tag: fc.constant('svg'),
      props: fc.constantFrom({ viewBox: '0 0 24 24', 'aria-hidden': 'true', part: 'icon' }, {}),
      inside: fc.array(fc.constant<Tree>({ tag: 'path', props: { d: 'M3 6h18' }, inside: [] }), { maxLength: 2 }),
    }),
    fc.record({
      tag: fc.constant('select'),
      props: fc.constant({}),
      inside: fc.array(
        fc.constantFrom('x', 'y', 'z').map((value) => ({ tag: 'option', props: { value }, inside: [value] })),
        { maxLength: 3 },
      ),
    }),
    fc.record({
      tag: fc.constant(''),
      counter: fc.constantFrom('c', 'd'),
      props: fc.constant({}),
      inside: fc.array(tie('tree'), { maxLength: 3 }),
    }),
  ),
}));

/** What a page may show one after the other, with a shopper in between. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.array(tree, { maxLength: 4 }).map((render) => ({ render })) },
    { weight: 2, arbitrary: fc.nat(7).map((click) => ({ click })) },
    { weight: 1, arbitrary: fc.nat(7).map((type) => ({ type })) },
  ),
  { minLength: 1, maxLength: 8 },
);

/** A list whose items come, go and change places; each is an element, a component of two elements, or one of none. */
export const lists: fc.Arbitrary<Step[]> = fc.array(
  fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f']).map((keys) => ({
    render: ['before', keys.map(item), { tag: 'p', props: {}, inside: ['behind'] }] as Tree,
  })),
  { minLength: 2, maxLength: 6 },
);

const item = (key: string): Tree => {
  const kind = { tag: '', props: {}, key };
  if ('cd'.includes(key)) return { ...kind, counter: key, inside: [] };
  if (key === 'e') return { ...kind, counter: key, inside: [[item('a'), item('f')]] };
  return { ...kind, tag: 'input', inside: [] };
};
