import type { Segment } from '@beckon/contract';
import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { type ContactFilter, isFiltered, isSameFilter, readContactFilter } from './contact-filter.ts';

type Props = {
  filter: ContactFilter;
  currency: string;
  segments: Segment[];
  onChange: (filter: ContactFilter) => void;
};

/** Search and filters. The URL holds the state; the fields are ahead of it while the user types. */
export function ContactFilters({ filter, currency, segments, onChange }: Props) {
  const [draft, setDraft] = useState<Record<string, unknown>>({ ...filter });
  const apply = useDebouncedCallback((next: Record<string, unknown>) => onChange(readContactFilter(next)), 300);
  // Changed from elsewhere (the back button, a link): the fields follow.
  const [seen, setSeen] = useState(filter);
  if (!isSameFilter(filter, seen)) {
    setSeen(filter);
    if (!isSameFilter(filter, readContactFilter(draft))) setDraft({ ...filter });
  }
  const change = (name: keyof ContactFilter, value: unknown) => {
    const next = { ...draft, [name]: value };
    setDraft(next);
    apply(next);
  };
  const clear = () => {
    setDraft({});
    onChange({});
  };
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label="Contacts">
      <TextInput
        label="Search"
        placeholder="Name, address or customer id"
        leftSection={<IconSearch size={16} />}
        type="search"
        value={String(draft.search ?? '')}
        onChange={(event) => change('search', event.currentTarget.value)}
        flex="1 1 240px"
        maw={420}
      />
      <Select
        label="Segment"
        placeholder="Any"
        data={segments.map(({ id, name }) => ({ value: id, label: name }))}
        value={typeof draft.segment === 'string' ? draft.segment : null}
        onChange={(value) => change('segment', value ?? undefined)}
        clearable
        w={160}
      />
      <NumberInput
        label="Orders, at least"
        placeholder="Any"
        min={1}
        allowDecimal={false}
        allowNegative={false}
        value={numberOr(draft.orders)}
        onChange={(value) => change('orders', value)}
        w={140}
      />
      <NumberInput
        label="Lifetime value above"
        placeholder="Any"
        min={0}
        allowNegative={false}
        thousandSeparator
        rightSection={<span style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>{currency}</span>}
        rightSectionWidth={48}
        value={numberOr(draft.above)}
        onChange={(value) => change('above', value)}
        w={180}
      />
      {isFiltered(filter) && (
        <Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={clear}>
          Clear
        </Button>
      )}
    </Group>
  );
}

const numberOr = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? value : '');
