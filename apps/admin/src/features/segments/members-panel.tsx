import type { Contact, Segment, SegmentDefinition } from '@beckon/contract';
import { Anchor, Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { contactColumns } from '../../parts/contacts/contact-columns.tsx';
import { contactName } from '../../parts/contacts/contact-name.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';
import { membersQueryOf } from './api/segment-queries.ts';
import { MembershipDrawer } from './membership-drawer.tsx';

const everyMs = 10_000;

type Props = { id: string; kind: Segment['kind']; definition: SegmentDefinition | null };

/** The newest contacts in the segment, each with why it is in it. */
export function MembersPanel({ id, kind, definition }: Props) {
  const { data: contacts, error, refetch } = useQuery({ ...membersQueryOf(id), refetchInterval: everyMs });
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Contact | null>(null);
  // The API explains the segments of the shop's own.
  const columns = useMemo(() => (kind === 'built_in' ? memberColumns : withWhy(setAsked)), [kind]);
  return (
    <Panel
      title="Members"
      about="The newest first."
      isFlush
      action={
        <Anchor size="sm" renderRoot={(look) => <Link {...look} to="/contacts" search={{ segment: id }} />}>
          All members
        </Anchor>
      }
    >
      {error && !contacts ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : contacts?.length === 0 ? (
        <NothingHere icon={IconUsers} title="No members">
          {kind === 'static'
            ? 'No contact has been added by hand yet.'
            : 'No contact matches now. Contacts enter within seconds once they do.'}
        </NothingHere>
      ) : (
        <DataTable
          label="Members"
          columns={columns}
          rows={contacts ?? []}
          rowKey={(contact) => contact.id}
          isLoading={contacts === undefined}
          skeletons={5}
          onRowClick={(contact) => navigate({ to: '/contacts/$id', params: { id: contact.id } })}
        />
      )}
      <MembershipDrawer segmentId={id} contact={asked} definition={definition} onClose={() => setAsked(null)} />
    </Panel>
  );
}

/** As in the list of contacts; on a narrow window there is room for one column beside the name. */
const memberColumns: Columns<Contact> = contactColumns.map((column) =>
  column.id === 'lifetimeValue' ? { ...column, meta: { ...column.meta, visibleFrom: 'xs' } } : column,
);

function withWhy(ask: (contact: Contact) => void): Columns<Contact> {
  return [
    ...memberColumns,
    {
      id: 'why',
      header: 'Why',
      cell: ({ row: { original: contact } }) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Why is ${contactName(contact)} in it?`}
          onClick={(click) => {
            click.stopPropagation();
            ask(contact);
          }}
        >
          Why?
        </Button>
      ),
      meta: { width: 90, align: 'right' },
    },
  ];
}
