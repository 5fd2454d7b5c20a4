import type { StreamedEvent } from '@beckon/contract';
import { Button, Group, Paper, Select } from '@mantine/core';
import { IconActivity, IconFilterOff, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { eventLabel } from '../../parts/events/event-sentence.ts';
import { knownEventTypes } from '../../parts/events/event-types.ts';
import { counted } from '../../parts/format/number.ts';
import { joinPages } from '../../parts/live/live-store.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { eventsQuery } from './api/events-query.ts';
import { eventColumns } from './event-columns.tsx';
import { EventDrawer } from './event-drawer.tsx';
import { usePausableStream } from './pausable-stream.ts';

const route = getRouteApi('/signed-in/events');

export function EventsScreen() {
  const { type } = route.useSearch();
  const navigate = route.useNavigate();
  const pages = useInfiniteQuery(eventsQuery(type));
  const stream = usePausableStream(type);
  const [opened, setOpened] = useState<StreamedEvent | null>(null);
  const columns = useMemo(() => eventColumns(setOpened), []);
  const events = useMemo(() => joinPages(stream.events, pages.data ?? [], type), [stream.events, pages.data, type]);
  const types = useMemo(
    () => [...new Set([...knownEventTypes, ...events.map((event) => event.type), ...(type ? [type] : [])])],
    [events, type],
  );

  return (
    <Screen
      title="Events"
      about="All events as they arrive. Events are never changed."
      actions={
        <>
          <Select
            aria-label="Filter by type"
            placeholder="All types"
            data={types.map((value) => ({ value, label: eventLabel(value) }))}
            value={type ?? null}
            onChange={(value) => navigate({ search: value ? { type: value } : {}, replace: true })}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Show all types' }}
            nothingFoundMessage="No such type"
            w={210}
          />
          <Button
            variant={stream.isPaused ? 'filled' : 'default'}
            leftSection={stream.isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={stream.toggle}
          >
            {stream.isPaused ? 'Resume' : 'Pause'}
          </Button>
        </>
      }
    >
      {stream.isPaused && stream.waiting > 0 && (
        <Group justify="center">
          <Button variant="light" size="compact-md" radius="xl" onClick={stream.toggle}>
            Show {counted(stream.waiting, 'new event')}
          </Button>
        </Group>
      )}
      <Paper withBorder style={{ overflow: 'hidden' }}>
        {pages.error && events.length === 0 ? (
          <ErrorState error={pages.error} onRetry={pages.refetch} />
        ) : pages.data && events.length === 0 ? (
          <NoEvents type={type} onShowAll={() => navigate({ search: {} })} />
        ) : (
          <DataTable
            label="Events"
            columns={columns}
            rows={events}
            rowKey={(event) => event.id}
            isLoading={events.length === 0}
            onRowClick={setOpened}
            isNew={(event) => stream.isNew(event.id)}
          />
        )}
        <MoreButton paged={pages} label="Older events" />
      </Paper>
      <EventDrawer event={opened} onClose={() => setOpened(null)} />
    </Screen>
  );
}

function NoEvents({ type, onShowAll }: { type: string | undefined; onShowAll: () => void }) {
  if (type) {
    return (
      <NothingHere
        icon={IconFilterOff}
        title={`No events of type “${eventLabel(type)}”`}
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all types
          </Button>
        }
      >
        None so far. New events appear here automatically.
      </NothingHere>
    );
  }
  return (
    <NothingHere icon={IconActivity} title="Waiting for the first event">
      Paste the script tag from the overview into your shop, then open one of its pages. Events appear here
      automatically.
    </NothingHere>
  );
}
