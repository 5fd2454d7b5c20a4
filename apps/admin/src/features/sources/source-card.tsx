import type { Source } from '@beckon/contract';
import { Badge, Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFileImport, IconServer2, IconWorld, type TablerIcon } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { CopyButton } from '../../parts/copy/copy-button.tsx';
import { scriptTag } from '../../parts/copy/script-tag.ts';
import { Snippet } from '../../parts/copy/snippet.tsx';
import { formatNumber } from '../../parts/format/number.ts';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { SchemaDrawer } from './schema-drawer.tsx';
import { serverSnippet } from './server-snippet.ts';
import { SourceKeys } from './source-keys.tsx';
import './source-card.css';

type Kind = { label: string; icon: TablerIcon; about: string };

const kinds: Record<Source['kind'], Kind> = {
  browser: {
    label: 'Browser',
    icon: IconWorld,
    about: 'Public write key. Sends visitor activity; its orders do not count as revenue.',
  },
  server: { label: 'Server', icon: IconServer2, about: 'Secret key. Trusted; its orders count as revenue.' },
  import: { label: 'Import', icon: IconFileImport, about: 'Imported files. Trusted.' },
};

export function SourceCard({ source }: { source: Source }) {
  const { label, icon: Icon, about } = kinds[source.kind];
  const id = useId();
  const [isSchemaOpen, setSchemaOpen] = useState(false);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Group gap="sm" mb={4}>
        <Icon size={20} stroke={1.7} aria-hidden />
        <Title order={2} size="h4" id={id}>
          {source.name}
        </Title>
        <Badge variant="light" color="gray" tt="none">
          {label}
        </Badge>
        <Button
          variant="default"
          size="compact-sm"
          ml="auto"
          onClick={() => setSchemaOpen(true)}
          aria-label={`What ${source.name} has sent`}
        >
          Event schema
        </Button>
      </Group>
      <SchemaDrawer source={source} isOpen={isSchemaOpen} onClose={() => setSchemaOpen(false)} />
      <Text size="sm" c="dimmed" mb="lg">
        {about}
      </Text>
      <dl className="source-facts">
        <Fact name="Events">{formatNumber(source.events)}</Fact>
        {source.differingRepeats > 0 && (
          <Fact name="Ids used twice">
            {formatNumber(source.differingRepeats)} events were not stored because their id was already in use by a
            different event. Give each event a unique id.
          </Fact>
        )}
        <Fact name="Last seen">
          <RelativeTime at={source.lastSeenAt} empty="Nothing yet" />
        </Fact>
        {source.writeKey !== null && (
          <Fact name="Write key">
            <Group gap={4} wrap="nowrap">
              <Code style={{ overflowWrap: 'anywhere' }}>{source.writeKey}</Code>
              <CopyButton value={source.writeKey} what={`the write key of ${source.name}`} />
            </Group>
          </Fact>
        )}
        {source.kind === 'browser' && (
          <Fact name="Allowed origins">
            {source.allowedOrigins.length === 0 ? (
              'None. No page may send events'
            ) : (
              <Stack gap={2}>
                {source.allowedOrigins.map((origin) => (
                  <span key={origin}>{origin}</span>
                ))}
              </Stack>
            )}
          </Fact>
        )}
        {source.allowedTypes !== null && <Fact name="Allowed types">{source.allowedTypes.join(', ')}</Fact>}
      </dl>
      <SourceKeys keys={source.keys} name={source.name} />
      <HowToConnect source={source} />
    </Paper>
  );
}

function HowToConnect({ source }: { source: Source }) {
  const { origin } = window.location;
  if (source.kind === 'browser' && source.writeKey !== null) {
    return (
      <Connect title="Paste into every page, before </head>">
        <Snippet code={scriptTag(origin, source.writeKey)} what={`the script tag of ${source.name}`} />
      </Connect>
    );
  }
  if (source.kind === 'server') {
    return (
      <Connect title="Send an order from your shop’s server">
        <Snippet code={serverSnippet(origin)} what={`the call of ${source.name}`} />
      </Connect>
    );
  }
  return null;
}

function Connect({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Title order={3} size="sm" mt="lg" mb="xs">
        {title}
      </Title>
      {children}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" fw={500} mb={2}>
        {name}
      </Text>
      <Text component="dd" m={0} size="sm" fw={550}>
        {children}
      </Text>
    </div>
  );
}
