import type { Source } from '@beckon/contract';
import { Badge, Drawer, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { counted } from '../../parts/format/number.ts';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { sourceSchemaQuery } from './api/source-schema-query.ts';

/** The event types and properties that a source has sent, to compare with what was agreed. */
export function SchemaDrawer({ source, isOpen, onClose }: { source: Source; isOpen: boolean; onClose: () => void }) {
  const { data: schema, error, refetch } = useQuery({ ...sourceSchemaQuery(source.id), enabled: isOpen });
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="lg"
      title={`What ${source.name} has sent`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {schema === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <Skeleton height={200} radius="md" aria-busy="true" />
        )
      ) : schema.data.length === 0 ? (
        <NothingHere icon={IconListDetails} title="Nothing yet">
          Event types and their properties appear here once the source has sent events.
        </NothingHere>
      ) : (
        <Stack gap="xl">
          {schema.data.map((seen) => (
            <section key={seen.type} aria-label={seen.type}>
              <Group gap="xs" mb={2}>
                <Title order={3} size="h5">
                  {seen.type}
                </Title>
                {!seen.isInCatalog && <Own />}
              </Group>
              <Text size="sm" c="dimmed" mb="xs">
                {counted(seen.events, 'event')}
                {seen.botEvents > 0 && `, ${seen.botEvents} from bots`}, last <RelativeTime at={seen.lastSeenAt} />
                {seen.propertiesLeftOut > 0 && '. Further properties are not listed.'}
              </Text>
              {seen.properties.length > 0 && <Properties seen={seen.properties} type={seen.type} />}
            </section>
          ))}
          {schema.otherEvents > 0 && (
            <Text size="sm" c="dimmed">
              And {counted(schema.otherEvents, 'event')} of other types. The source has sent too many different types to
              list them.
            </Text>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

type Property = { name: string; isInCatalog: boolean; types: readonly string[]; events: number };

function Properties({ seen, type }: { seen: readonly Property[]; type: string }) {
  return (
    <Table aria-label={`Properties of ${type}`} fz="sm">
      <Table.Tbody>
        {seen.map((property) => (
          <Table.Tr key={property.name}>
            <Table.Th scope="row" fw={550} style={{ overflowWrap: 'anywhere' }}>
              <Group gap="xs">
                {property.name}
                {!property.isInCatalog && <Own />}
              </Group>
            </Table.Th>
            <Table.Td>{property.types.join(' or ')}</Table.Td>
            <Table.Td ta="right">{counted(property.events, 'event')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Own() {
  return (
    <Badge size="sm" variant="light" color="gray" tt="none">
      Not in the catalog
    </Badge>
  );
}
