import type { CampaignDetail, CampaignRecipient, CampaignTest } from '@beckon/contract';
import { Anchor, Select, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { formatNumber } from '../../parts/format/number.ts';
import { inWords } from '../../parts/format/words.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { recipientsQueryOf } from './api/campaign-queries.ts';
import { recipientLooks, recipientStates } from './campaign-looks.ts';

const choices = recipientStates.map((value) => ({ value, label: recipientLooks[value].label }));
const activeMs = 5_000;

/** What has become of each recipient. */
export function RecipientsPanel({ campaign }: { campaign: CampaignDetail }) {
  const { id, status, definition } = campaign;
  const [state, setState] = useState<CampaignRecipient['state'] | null>(null);
  const pages = useInfiniteQuery({
    ...recipientsQueryOf(id, state ?? undefined),
    refetchInterval: status === 'sending' ? activeMs : false,
  });
  const { data: recipients } = pages;
  const columns = useMemo(() => recipientColumns(definition.test), [definition.test]);
  return (
    <Panel
      title="Recipients"
      about="In the order in which they are sent to."
      isFlush
      action={
        <Select
          aria-label="State of the recipients"
          placeholder="All states"
          clearable
          clearButtonProps={{ 'aria-label': 'All states' }}
          data={choices}
          value={state}
          onChange={(value) => setState(value as CampaignRecipient['state'] | null)}
          w={160}
        />
      }
    >
      {pages.error && !recipients ? (
        <ErrorState error={pages.error} onRetry={pages.refetch} />
      ) : recipients?.length === 0 ? (
        <NothingHere icon={IconUsers} title="No recipients">
          {state === null
            ? 'No contact was in the audience when the campaign began.'
            : `No recipient is in the state “${recipientLooks[state].label}”.`}
        </NothingHere>
      ) : (
        <DataTable
          label="Recipients"
          columns={columns}
          rows={recipients ?? []}
          rowKey={({ no }) => String(no)}
          isLoading={recipients === undefined}
          skeletons={4}
        />
      )}
      <MoreButton paged={pages} label="More recipients" />
    </Panel>
  );
}

const recipientColumns = (test: CampaignTest | null): Columns<CampaignRecipient> => [
  {
    id: 'no',
    header: 'No.',
    cell: ({ row }) => formatNumber(row.original.no),
    meta: { align: 'right', width: 70 },
  },
  {
    id: 'contact',
    header: 'Contact',
    cell: ({ row: { original: recipient } }) => (
      <Anchor component={Link} to={`/contacts/${recipient.contactId}`} size="sm" fw={550}>
        Contact {recipient.contactId.slice(-6)}
      </Anchor>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ row }) => <StateBadge look={recipientLooks[row.original.state]} />,
    meta: { width: 140 },
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ row: { original: recipient } }) =>
      recipient.reason !== null && <Text size="sm">{inWords(recipient.reason)}</Text>,
    meta: { visibleFrom: 'xs' },
  },
  ...(test === null ? [] : [variationColumn(test)]),
];

const variationColumn = ({ variations }: CampaignTest): Columns<CampaignRecipient>[number] => ({
  id: 'variation',
  header: 'Variation',
  cell: ({ row: { original: recipient } }) =>
    variations.find(({ key }) => key === recipient.variation)?.name ?? recipient.variation ?? '–',
  meta: { width: 160, visibleFrom: 'sm' },
});
