import type { Audience, AudienceBox, Campaign, Segment } from '@beckon/contract';

/** A set of contacts as a choice in a list. Contacts that are named by hand are none: they are kept beside it. */
export type Choice = { value: string; label: string };
type Named = Exclude<AudienceBox, { kind: 'contacts' }>;

const idOf = (box: Named) => (box.kind === 'segment' ? box.segment : box.campaign);
const choiceOf = (box: Named) => `${box.kind}:${idOf(box)}`;
const isNamed = (box: AudienceBox): box is Named => box.kind !== 'contacts';

/** The values that are chosen in a list of boxes. */
export const chosenIn = (boxes: readonly AudienceBox[]): string[] => boxes.filter(isNamed).map(choiceOf);

/** How many contacts a list of boxes names by hand. */
export const namedByHand = (boxes: readonly AudienceBox[]): number =>
  boxes.reduce((sum, box) => sum + (box.kind === 'contacts' ? box.contacts.length : 0), 0);

/** The boxes after a choice. Contacts that are named by hand stay. */
export function choose(before: Audience['include'], values: readonly string[]): Audience['include'] {
  return [...values.map(boxOf), ...before.filter((box) => !isNamed(box))];
}

function boxOf(value: string): AudienceBox {
  const [kind = '', id = ''] = value.split(/:(.*)/s);
  if (kind === 'segment') return { kind, segment: id };
  return { kind: kind === 'got_campaign' ? kind : 'did_not_open', campaign: id };
}

/** The sets that can be chosen, in groups. What was chosen and is gone stays in the list, so that it can be removed. */
export function choicesOf(
  segments: readonly Pick<Segment, 'id' | 'name'>[],
  campaigns: readonly Pick<Campaign, 'id' | 'name'>[],
  chosen: readonly string[],
): { group: string; items: Choice[] }[] {
  const groups = [
    { group: 'Segments', items: segments.map(({ id, name }) => ({ value: `segment:${id}`, label: name })) },
    {
      group: 'Got a campaign',
      items: campaigns.map(({ id, name }) => ({ value: `got_campaign:${id}`, label: `Got “${name}”` })),
    },
    {
      group: 'Did not open a campaign',
      items: campaigns.map(({ id, name }) => ({ value: `did_not_open:${id}`, label: `Did not open “${name}”` })),
    },
  ];
  const known = new Set(groups.flatMap(({ items }) => items.map(({ value }) => value)));
  const gone = chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: `${value} (not found)` }));
  return [...groups, { group: 'Not found', items: gone }].filter(({ items }) => items.length > 0);
}
