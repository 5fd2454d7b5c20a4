import { BeckonError } from '@beckon/client';
import { Button, EmptyState } from '@mantine/core';
import { IconCloudOff, IconRefresh } from '@tabler/icons-react';

const offline = 'The server cannot be reached. Check that it is running and that you are online.';

/** What went wrong, in the server's own words, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const isOffline = error instanceof BeckonError && error.status === 0;
  return (
    <EmptyState
      role="alert"
      py="xl"
      px="md"
      variant="light"
      color="red"
      icon={<IconCloudOff size={24} stroke={1.6} />}
      title={isOffline ? 'No connection' : 'Could not load this data'}
      description={isOffline ? offline : error instanceof Error ? error.message : 'Something went wrong.'}
    >
      {onRetry && (
        <EmptyState.Actions>
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            Try again
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}
