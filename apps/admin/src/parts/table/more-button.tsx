import { Button, Group } from '@mantine/core';

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** The way to the next keyset page. */
export function MoreButton({ paged, label }: { paged: Paged; label: string }) {
  if (!paged.hasNextPage) return null;
  return (
    <Group justify="center" p="md">
      <Button variant="default" loading={paged.isFetchingNextPage} onClick={() => paged.fetchNextPage()}>
        {label}
      </Button>
    </Group>
  );
}
