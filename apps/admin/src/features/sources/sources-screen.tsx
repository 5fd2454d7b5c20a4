import { Skeleton, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { sourcesQuery } from '../../parts/api/sources-query.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { AddSource } from './add-source.tsx';
import { SourceCard } from './source-card.tsx';

export function SourcesScreen() {
  const { data: sources, error, refetch } = useQuery(sourcesQuery);
  return (
    <Screen
      title="Sources"
      about="The sites and servers that send events, and how to connect them."
      actions={<AddSource />}
    >
      {sources === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <Stack gap="lg" aria-busy="true">
            <Skeleton height={260} radius="md" />
            <Skeleton height={220} radius="md" />
          </Stack>
        )
      ) : sources.length === 0 ? (
        <NothingHere icon={IconPlugConnected} title="No sources yet">
          Add a source for each site and each server that sends events.
        </NothingHere>
      ) : (
        sources.map((source) => <SourceCard key={source.id} source={source} />)
      )}
    </Screen>
  );
}
