import type { Delivery } from '@beckon/contract';
import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconBell, IconDeviceMobileMessage, IconMail, IconMailOff, type TablerIcon } from '@tabler/icons-react';
import { inWords } from '../../parts/format/words.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { deliveryLooks, deliverySentence } from './delivery-words.ts';

const channelIcons: Record<Delivery['channel'], TablerIcon> = {
  email: IconMail,
  sms: IconDeviceMobileMessage,
  push: IconBell,
};

/** Every message to this contact, with why it was or was not sent. */
export function DeliveriesPanel({ deliveries, name }: { deliveries: Delivery[]; name: string }) {
  return (
    <Panel title="Deliveries" about={`Why did or didn’t ${name} get this?`} isFlush={deliveries.length === 0}>
      {deliveries.length === 0 ? (
        <NothingHere icon={IconMailOff} title="No messages yet">
          All messages to this contact are listed here, including those that were not sent, with the reason.
        </NothingHere>
      ) : (
        <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const Icon = channelIcons[delivery.channel];
  const look = deliveryLooks[delivery.status];
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <Icon size={18} stroke={1.7} style={{ flex: 'none', marginTop: 2 }} aria-hidden />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8} justify="space-between" wrap="nowrap">
          <Text size="sm" fw={550} truncate>
            {inWords(delivery.message)}
          </Text>
          <Badge variant="light" color={look.color} tt="none" style={{ flex: 'none' }}>
            {look.label}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {deliverySentence(delivery)}
        </Text>
        <Text size="xs" c="dimmed">
          {inWords(delivery.category)} · {delivery.messageVersion !== null && `Version ${delivery.messageVersion} · `}
          <RelativeTime at={delivery.sentAt ?? delivery.createdAt} />
        </Text>
      </div>
    </Group>
  );
}
