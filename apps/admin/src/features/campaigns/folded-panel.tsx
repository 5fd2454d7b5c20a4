import { Box, Button, Collapse, Group, Paper, Text, Title } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';

type Props = { title: string; summary: string; isOpenAtFirst: boolean; children: ReactNode };

/** A panel that says what is set, and opens to change it. */
export function FoldedPanel({ title, summary, isOpenAtFirst, children }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="md">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text size="sm" c="dimmed" mt={2} style={{ textWrap: 'pretty' }}>
            {summary}
          </Text>
        </div>
        <Button
          variant="default"
          size="compact-sm"
          rightSection={isOpen ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Close' : 'Change'}: ${title}`}
          style={{ flex: 'none' }}
        >
          {isOpen ? 'Close' : 'Change'}
        </Button>
      </Group>
      <Collapse expanded={isOpen}>
        <Box pt="md">{children}</Box>
      </Collapse>
    </Paper>
  );
}
