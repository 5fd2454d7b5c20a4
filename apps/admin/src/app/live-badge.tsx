import { Group, Text } from '@mantine/core';
import { useLive } from '../parts/live/live-provider.tsx';

const words = {
  connecting: 'Connecting to the event stream',
  live: 'Live',
  lost: 'Connection lost. Reconnecting…',
} as const;

export function LiveBadge() {
  const { status } = useLive();
  return (
    <Group gap={10} px={12} wrap="nowrap" role="status">
      <span className="live-dot" data-status={status} />
      <Text size="xs" c="dimmed">
        {words[status]}
      </Text>
    </Group>
  );
}
