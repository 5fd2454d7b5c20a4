import { Box, Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = {
  title: string;
  about?: ReactNode;
  action?: ReactNode;
  /** Tables and lists run to the edge. */
  isFlush?: boolean;
  children: ReactNode;
};

/** A titled card, a region for screen readers. */
export function Panel({ title, about, action, isFlush = false, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder style={{ overflow: 'hidden' }}>
      <Group justify="space-between" px="md" pt="md" pb={isFlush ? 'sm' : 0} gap="sm">
        <div style={{ flex: '1 1 auto' }}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {about && (
            <Text size="sm" c="dimmed" mt={2} maw="88ch" style={{ textWrap: 'pretty' }}>
              {about}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {isFlush ? children : <Box p="md">{children}</Box>}
    </Paper>
  );
}
