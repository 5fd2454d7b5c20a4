import { Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';

const widths = ['62%', '48%', '70%', '55%', '66%', '44%', '58%', '51%'];

/** Rows that are on their way. */
export function LineSkeletons({ rows = 6 }: { rows?: number }) {
  return (
    <Stack gap="md" p="md" aria-busy="true">
      <VisuallyHidden>Loading</VisuallyHidden>
      {widths.slice(0, rows).map((width) => (
        <Group key={width} wrap="nowrap" gap="sm">
          <Skeleton circle height={28} />
          <Skeleton height={12} width={width} radius="xl" />
        </Group>
      ))}
    </Stack>
  );
}
