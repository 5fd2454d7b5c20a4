import { Anchor, List, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sourcesQuery } from '../../parts/api/sources-query.ts';
import { scriptTag } from '../../parts/copy/script-tag.ts';
import { Snippet } from '../../parts/copy/snippet.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';

/** What a newcomer sees instead of zeros: three steps to the first event. */
export function FirstSteps() {
  const { data: sources, error, refetch } = useQuery(sourcesQuery);
  const source = sources?.find(({ kind, writeKey }) => kind === 'browser' && writeKey !== null);
  return (
    <Paper withBorder p={{ base: 'lg', sm: 40 }} component="section" aria-labelledby="first-steps">
      <Title order={2} size="h3" id="first-steps">
        Three steps to your first event
      </Title>
      <Text c="dimmed" size="sm" mt={4} mb="xl" maw="80ch">
        It takes about a minute. This page updates as soon as the first event arrives.
      </Text>
      <Stack gap="xl">
        <Step number={1} title="Paste this tag into your shop’s pages, before </head>">
          {source?.writeKey ? (
            <Snippet code={scriptTag(window.location.origin, source.writeKey)} what="the script tag" />
          ) : error ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : sources ? (
            <Text size="sm">You do not have a browser source yet.</Text>
          ) : (
            <Skeleton height={50} />
          )}
          <Text size="sm" c="dimmed" mt="xs">
            The script is small, loads after your page and stores nothing before consent. The key is public.{' '}
            <Anchor component={Link} to="/sources" size="sm" underline="always">
              All sources
            </Anchor>
          </Text>
        </Step>
        <Step number={2} title="Open your shop and look at a product">
          <Text size="sm" c="dimmed">
            No shop at hand? Use the demo storefront that runs alongside this app. Its address is shown in the terminal.
          </Text>
        </Step>
        <Step number={3} title="Import your history">
          <List size="sm" c="dimmed" spacing={4}>
            <List.Item>
              Past orders: <code>npx pnpm@12 beckon import orders orders.csv</code>
            </List.Item>
            <List.Item>
              New orders: send them from your shop’s server with the secret key, so that they count as revenue.
            </List.Item>
          </List>
        </Step>
      </Stack>
    </Paper>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 16 }}>
      <ThemeIcon variant="light" radius="xl" size={30} aria-hidden>
        <Text span size="sm" fw={650}>
          {number}
        </Text>
      </ThemeIcon>
      <div>
        <Title order={3} size="h4" mt={4} mb="xs">
          {title}
        </Title>
        {children}
      </div>
    </div>
  );
}
