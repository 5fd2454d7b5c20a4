import { Group, Text } from '@mantine/core';
import { BrandMark } from './brand-mark.tsx';

export function Brand({ size = 28 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <BrandMark size={size} />
      <Text span fw={680} fz={size * 0.64} lts="-0.02em">
        Beckon
      </Text>
    </Group>
  );
}
