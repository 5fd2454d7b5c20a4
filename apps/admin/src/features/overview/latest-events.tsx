import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EventIcon } from '../../parts/events/event-icon.tsx';
import { EventPerson } from '../../parts/events/event-person.tsx';
import { eventSentence } from '../../parts/events/event-sentence.ts';
import { useLive } from '../../parts/live/live-provider.tsx';
import { joinPages } from '../../parts/live/live-store.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { feedLength, latestEventsQuery } from './api/latest-events-query.ts';
import './latest-events.css';

/** The last things that happened, as they happen. */
export function LatestEvents() {
  const { events: live, status } = useLive();
  const { data: read, error, refetch } = useQuery(latestEventsQuery);
  const events = joinPages(live, read ?? []).slice(0, feedLength);
  return (
    <Panel
      title="Latest events"
      isFlush
      action={
        <Group gap="sm" wrap="nowrap">
          {status === 'live' && (
            <Badge variant="dot" color="pine.5" size="sm">
              Live
            </Badge>
          )}
          <Anchor component={Link} to="/events" size="sm">
            All events
          </Anchor>
        </Group>
      }
    >
      {events.length > 0 ? (
        <Stack component="ol" gap={0} p={0} m={0} className="latest-events" aria-label="Latest events">
          {events.map((event) => (
            <Group component="li" key={event.id} gap="sm" wrap="nowrap" align="flex-start" className="latest-event">
              <EventIcon type={event.type} />
              <div style={{ minWidth: 0, flex: 1 }}>
                <Group justify="space-between" gap="sm" wrap="nowrap">
                  <Text span truncate size="sm">
                    <EventPerson event={event} />
                  </Text>
                  <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                    <RelativeTime at={event.receivedAt} />
                  </Text>
                </Group>
                <Text size="sm" c="dimmed" lineClamp={1} title={eventSentence(event)}>
                  {eventSentence(event)}
                </Text>
              </div>
            </Group>
          ))}
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : read ? (
        <NothingHere icon={IconActivity} title="Listening">
          The first event appears here within a second.
        </NothingHere>
      ) : (
        <LineSkeletons />
      )}
    </Panel>
  );
}
