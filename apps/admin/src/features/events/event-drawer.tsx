import type { StreamedEvent } from '@beckon/contract';
import { Badge, Code, DataList, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { JsonView } from '../../parts/copy/json-view.tsx';
import { EventIcon } from '../../parts/events/event-icon.tsx';
import { EventPerson } from '../../parts/events/event-person.tsx';
import { eventLabel, eventSentence } from '../../parts/events/event-sentence.ts';
import { formatExact } from '../../parts/format/time.ts';
import { useLastValue } from '../../parts/states/last-value.ts';
import { BotBadge, TrustedBadge } from './event-columns.tsx';

/** One event, whole. */
export function EventDrawer({ event: opened, onClose }: { event: StreamedEvent | null; onClose: () => void }) {
  const event = useLastValue(opened);
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event && <DrawerTitle event={event} />}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {event && (
        <Stack gap="lg">
          <Text>{eventSentence(event)}</Text>
          <DataList withDivider labelWidth="110px">
            <DataList.Item>
              <DataList.ItemLabel>Who</DataList.ItemLabel>
              <DataList.ItemValue>
                <EventPerson event={event} />
              </DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Happened</DataList.ItemLabel>
              <DataList.ItemValue>{formatExact(event.occurredAt)}</DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Received</DataList.ItemLabel>
              <DataList.ItemValue>{formatExact(event.receivedAt)}</DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Source</DataList.ItemLabel>
              <DataList.ItemValue>
                <Group gap={8}>
                  {event.source}
                  {event.isTrusted ? <TrustedBadge /> : <NotTrusted />}
                  {event.isBot && <BotBadge />}
                </Group>
              </DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Type</DataList.ItemLabel>
              <DataList.ItemValue>
                <Code>{event.type}</Code>
              </DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Event id</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
                <Code>{event.id}</Code>
              </DataList.ItemValue>
            </DataList.Item>
          </DataList>
          <div>
            <Title order={3} size="h4" mb="xs">
              Properties
            </Title>
            <JsonView text={JSON.stringify(event.properties, null, 2)} what="the properties" />
          </div>
        </Stack>
      )}
    </Drawer>
  );
}

function DrawerTitle({ event }: { event: StreamedEvent }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <EventIcon type={event.type} />
      <Text span fw={620}>
        {eventLabel(event.type)}
      </Text>
    </Group>
  );
}

function NotTrusted() {
  return (
    <Badge size="sm" variant="light" color="gray" tt="none" title="Not trusted: sent by a browser with the public key">
      From a browser
    </Badge>
  );
}
