import type { Contact } from '@beckon/contract';
import { Button, Paper, Text } from '@mantine/core';
import { IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { segmentsQuery } from '../../parts/api/segments-query.ts';
import { statsQuery } from '../../parts/api/stats-query.ts';
import { contactColumns } from '../../parts/contacts/contact-columns.tsx';
import { formatNumber } from '../../parts/format/number.ts';
import { formatExact } from '../../parts/format/time.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { contactsQuery } from './api/contacts-query.ts';
import { isFiltered } from './contact-filter.ts';
import { ContactFilters } from './contact-filters.tsx';

const route = getRouteApi('/signed-in/contacts');
const none: Contact[] = [];

export function ContactsScreen() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { data: stats } = useQuery({ ...statsQuery, meta: {} });
  const currency = stats?.revenue[0]?.currency ?? 'USD';
  const pages = useInfiniteQuery(contactsQuery(filter, currency));
  const { data: segments = [] } = useQuery(segmentsQuery);
  const { contacts, count } = pages.data ?? { contacts: none, count: undefined };
  const clear = () => navigate({ search: {}, replace: true });

  return (
    <Screen title="Contacts" about="The people your shop knows, built from their events.">
      <ContactFilters
        filter={filter}
        currency={currency}
        segments={segments}
        onChange={(search) => navigate({ search, replace: true })}
      />
      <Paper withBorder style={{ overflow: 'hidden', opacity: pages.isPlaceholderData ? 0.6 : 1 }}>
        <Text size="sm" px="md" py="sm" role="status">
          {count === undefined ? (
            'Counting…'
          ) : (
            <>
              {count.isEstimate && 'About '}
              <strong title={`Counted ${formatExact(count.takenAt)}`}>{formatNumber(count.value)}</strong>{' '}
              {count.value === 1 ? 'contact' : 'contacts'}
              {isFiltered(filter) && ' match'}
            </>
          )}
        </Text>
        {pages.error && !pages.data ? (
          <ErrorState error={pages.error} onRetry={pages.refetch} />
        ) : pages.data && contacts.length === 0 ? (
          <NoContacts isFiltered={isFiltered(filter)} onClear={clear} />
        ) : (
          <DataTable
            label="Contacts"
            columns={contactColumns}
            rows={contacts}
            rowKey={(contact) => contact.id}
            isLoading={pages.isPending}
            onRowClick={({ id }) => navigate({ to: '/contacts/$id', params: { id } })}
          />
        )}
        <MoreButton paged={pages} label="More contacts" />
      </Paper>
    </Screen>
  );
}

function NoContacts({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <NothingHere
        icon={IconUserSearch}
        title="No matching contacts"
        action={
          <Button variant="default" onClick={onClear}>
            Clear search and filters
          </Button>
        }
      >
        Try part of the name or address, or a lower number of orders.
      </NothingHere>
    );
  }
  return (
    <NothingHere icon={IconUsers} title="No contacts yet">
      A contact appears when a shopper signs up for the newsletter, registers or places an order. Import past customers
      with <code>beckon import orders</code>.
    </NothingHere>
  );
}
