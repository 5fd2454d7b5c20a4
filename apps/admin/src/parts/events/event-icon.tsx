import { ThemeIcon } from '@mantine/core';
import { eventLook } from './event-types.ts';

export function EventIcon({ type, size = 28 }: { type: string; size?: number }) {
  const { icon: Icon, color } = eventLook(type);
  return (
    <ThemeIcon variant="light" color={color} size={size} radius="xl" aria-hidden>
      <Icon size={size * 0.56} stroke={1.75} />
    </ThemeIcon>
  );
}
