import type { SourceKey } from '@beckon/contract';
import { Badge, Code, Table } from '@mantine/core';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

const kinds: Record<SourceKey['kind'], string> = { write: 'Write key', secret: 'Secret key', identity: 'Identity key' };

/** The keys of a source that are good today, and when each ends. */
export function SourceKeys({ keys, name }: { keys: readonly SourceKey[]; name: string }) {
  if (keys.length === 0) return null;
  return (
    <Table.ScrollContainer minWidth={460} mt="lg" type="native" scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={`Keys of ${name}`} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {['Key', 'Last four', 'Made', 'Last used', 'Good until'].map((head) => (
              <Table.Th key={head} scope="col" c="dimmed" fw={500}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>{kinds[key.kind]}</Table.Td>
              <Table.Td>{key.lastFour === null ? 'Not stored' : <Code>…{key.lastFour}</Code>}</Table.Td>
              <Table.Td>
                <RelativeTime at={key.createdAt} />
              </Table.Td>
              <Table.Td>
                {key.kind === 'identity' ? 'Not noted' : <RelativeTime at={key.lastUsedAt} empty="Never" />}
              </Table.Td>
              <Table.Td>
                {key.expiresAt === null ? (
                  'Until revoked'
                ) : (
                  <Badge variant="light" color="amber" tt="none">
                    <RelativeTime at={key.expiresAt} />
                  </Badge>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
