import { Badge } from '@mantine/core';
import type { StateLook } from './flow-looks.ts';

/** The state of a flow or a run. */
export function StateBadge({ look: { label, color, icon: Icon, about } }: { look: StateLook }) {
  return (
    <Badge
      variant="light"
      color={color}
      tt="none"
      title={about}
      leftSection={<Icon size={13} stroke={2} aria-hidden />}
      style={{ flex: 'none' }}
    >
      {label}
    </Badge>
  );
}
