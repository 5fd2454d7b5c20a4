import { EmptyState } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type Props = { icon: TablerIcon; title: string; children: ReactNode; action?: ReactNode };

/** An empty list: says why it is empty and what fills it. */
export function NothingHere({ icon: Icon, title, children, action }: Props) {
  return (
    <EmptyState
      py={48}
      px="md"
      variant="light"
      icon={<Icon size={24} stroke={1.6} />}
      title={title}
      description={<span style={{ display: 'block', maxWidth: '46ch', textWrap: 'pretty' }}>{children}</span>}
    >
      {action && <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  );
}
