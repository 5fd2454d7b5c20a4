import type { StreamedEvent } from '@beckon/contract';
import { Badge, Box, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconRobot, IconShieldCheck } from '@tabler/icons-react';
import { EventIcon } from '../../parts/events/event-icon.tsx';
import { EventPerson } from '../../parts/events/event-person.tsx';
import { eventLabel, eventSentence } from '../../parts/events/event-sentence.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

export const eventColumns = (open: (event: StreamedEvent) => void): Columns<StreamedEvent> => [
  {
    id: 'type',
    header: 'Event',
    cell: ({ row: { original: event } }) => (
      <Group gap="sm" wrap="nowrap">
        <EventIcon type={event.type} size={26} />
        <div>
          <UnstyledButton
            onClick={(click) => {
              click.stopPropagation();
              open(event);
            }}
            fz="sm"
            fw={550}
            style={{ whiteSpace: 'nowrap' }}
          >
            {eventLabel(event.type)}
          </UnstyledButton>
          {/* No space for a separate column on a phone. */}
          <Box hiddenFrom="xs" lh={1.3}>
            <EventPerson event={event} />
          </Box>
        </div>
      </Group>
    ),
    meta: { width: 190 },
  },
  {
    id: 'who',
    header: 'Who',
    cell: ({ row }) => (
      <Text span truncate display="block" maw={200}>
        <EventPerson event={row.original} />
      </Text>
    ),
    meta: { width: 190, visibleFrom: 'xs' },
  },
  {
    id: 'summary',
    header: 'What happened',
    cell: ({ row }) => (
      <Text size="sm" c="dimmed" lineClamp={1}>
        {eventSentence(row.original)}
      </Text>
    ),
    meta: { visibleFrom: 'md' },
  },
  {
    id: 'source',
    header: 'Source',
    cell: ({ row: { original: event } }) => (
      <Group gap={6} wrap="nowrap">
        <Text span size="sm" truncate>
          {event.source}
        </Text>
        {event.isTrusted && <TrustedBadge />}
        {event.isBot && <BotBadge />}
      </Group>
    ),
    meta: { visibleFrom: 'lg', width: 220 },
  },
  {
    id: 'time',
    header: 'Received',
    cell: ({ row }) => (
      <Text span size="sm" c="dimmed">
        <RelativeTime at={row.original.receivedAt} />
      </Text>
    ),
    meta: { align: 'right', width: 150 },
  },
];

export function TrustedBadge() {
  return (
    <Tooltip label="Trusted: sent with the secret key or signed" withArrow>
      <Badge
        size="sm"
        variant="light"
        color="pine"
        leftSection={<IconShieldCheck size={12} />}
        tt="none"
        style={{ flex: 'none' }}
      >
        Trusted
      </Badge>
    </Tooltip>
  );
}

export function BotBadge() {
  return (
    <Tooltip label="Recognized as a bot: stored, but not counted as a visitor" withArrow>
      <Badge
        size="sm"
        variant="light"
        color="gray"
        leftSection={<IconRobot size={12} />}
        tt="none"
        style={{ flex: 'none' }}
      >
        Bot
      </Badge>
    </Tooltip>
  );
}
