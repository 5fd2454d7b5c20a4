import type { QuarantinedEvent } from '@beckon/contract';
import { Alert, Button, Code, DataList, Drawer, Stack, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { indentJson } from '../../parts/copy/json-pieces.ts';
import { JsonView } from '../../parts/copy/json-view.tsx';
import { formatExact } from '../../parts/format/time.ts';
import { inWords } from '../../parts/format/words.ts';
import { useLastValue } from '../../parts/states/last-value.ts';
import { quarantineWords } from './quarantine-words.ts';

type Props = {
  event: QuarantinedEvent | null;
  onClose: () => void;
  onReplay: (id: string) => void;
  isReplaying: boolean;
};

/** One event as received, and what to do about it. */
export function QuarantineDrawer({ event: opened, onClose, onReplay, isReplaying }: Props) {
  const event = useLastValue(opened);
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event && inWords(event.code)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {event && (
        <Stack gap="lg">
          <Alert color="amber" title={event.reason}>
            {quarantineWords[event.code]}
          </Alert>
          <DataList withDivider labelWidth="110px">
            <Fact name="Source" value={event.source} />
            <Fact name="Received" value={formatExact(event.receivedAt)} />
            <Fact name="Code" value={<Code>{event.code}</Code>} />
            {event.eventId !== null && <Fact name="Event id" value={<Code>{event.eventId}</Code>} />}
          </DataList>
          <div>
            <Title order={3} size="h4" mb="xs">
              The event as received
            </Title>
            <JsonView text={indentJson(event.raw)} what="the event as received" />
          </div>
          <div>
            <Button
              leftSection={<IconRefresh size={16} />}
              loading={isReplaying}
              onClick={() => {
                onReplay(event.id);
                onClose();
              }}
            >
              Replay
            </Button>
          </div>
        </Stack>
      )}
    </Drawer>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{name}</DataList.ItemLabel>
      <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
    </DataList.Item>
  );
}
