import type { SegmentClause, SegmentExplanation, SegmentFilter } from '@beckon/contract';
import { Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { clausePhrase, type FilterNames, startingWithCapital } from './filter-words.ts';
import './filter-list.css';

type Found = SegmentExplanation['clauses'][number];

type Props = {
  filter: SegmentFilter;
  names: FilterNames;
  /** What each clause found for one contact. */
  clauses?: readonly Found[] | undefined;
};

/** A filter as a list of its clauses, groups within groups. */
export function FilterList({ filter, names, clauses }: Props) {
  const found = clauses && new Map(clauses.map((clause) => [clause.path, clause]));
  return <Node filter={filter} path="filter" isOpposite={false} names={names} found={found} />;
}

type NodeProps = {
  filter: SegmentFilter;
  /** As the API names it. */
  path: string;
  isOpposite: boolean;
  names: FilterNames;
  found: Map<string, Found> | undefined;
};

function Node({ filter, path, isOpposite, ...shared }: NodeProps) {
  if (filter.kind === 'not')
    return <Node filter={filter.filter} path={`${path}.filter`} isOpposite={!isOpposite} {...shared} />;
  if ('filters' in filter) {
    const isAll = (filter.kind === 'and') === !isOpposite;
    return (
      <>
        <Text size="sm" c="dimmed">
          {isAll ? 'All of these are true:' : 'At least one of these is true:'}
        </Text>
        <ul className="filter-list">
          {filter.filters.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what names a clause
            <li key={index}>
              <Node filter={each} path={`${path}.filters.${index}`} isOpposite={isOpposite} {...shared} />
            </li>
          ))}
        </ul>
      </>
    );
  }
  return <Clause clause={filter} isOpposite={isOpposite} names={shared.names} found={shared.found?.get(path)} />;
}

type ClauseProps = { clause: SegmentClause; isOpposite: boolean; names: FilterNames; found: Found | undefined };

function Clause({ clause, isOpposite, names, found }: ClauseProps) {
  const text = startingWithCapital(clausePhrase(clause, isOpposite, names));
  if (!found) return <Text size="sm">{text}</Text>;
  const isTrue = found.matches !== isOpposite;
  const Icon = isTrue ? IconCheck : IconX;
  return (
    <div className="filter-found">
      <Icon
        size={16}
        role="img"
        aria-label={isTrue ? 'True:' : 'Not true:'}
        color={`var(--mantine-color-${isTrue ? 'pine' : 'red'}-6)`}
      />
      <div>
        <Text size="sm">{text}</Text>
        <Text size="xs" c="dimmed">
          Found: {foundValue(clause, found.found)}
        </Text>
      </div>
    </div>
  );
}

/** The API names the field once more: `orderCount is 3`. */
function foundValue(clause: SegmentClause, found: string): string {
  const name = clause.kind === 'field' ? clause.field : clause.kind === 'property' ? clause.property : null;
  return name !== null && found.startsWith(`${name} is `) ? found.slice(`${name} is `.length) : found;
}
