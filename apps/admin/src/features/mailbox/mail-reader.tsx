import type { Mail } from '@beckon/contract';
import { ActionIcon, Box, Group, Tabs, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { formatExact } from '../../parts/format/time.ts';
import { mailPage } from './mail-page.ts';

/** One mail: as its reader sees it, as plain text, and its headers. */
export function MailReader({ mail, onBack }: { mail: Mail; onBack?: () => void }) {
  return (
    <article className="mail-reader" aria-label={mail.subject}>
      <Group gap="sm" wrap="nowrap" align="flex-start" p="md" pb="sm">
        {onBack && (
          <ActionIcon variant="subtle" color="gray" onClick={onBack} aria-label="Back to the list">
            <IconArrowLeft size={18} />
          </ActionIcon>
        )}
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h4">
            {mail.subject || '(no subject)'}
          </Title>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {mail.from} to {mail.to}, {formatExact(mail.receivedAt)}
          </Text>
        </div>
      </Group>
      <Tabs key={mail.id} defaultValue={mail.html === null ? 'text' : 'html'} className="mail-tabs" keepMounted={false}>
        <Tabs.List px="md">
          {mail.html !== null && <Tabs.Tab value="html">Mail</Tabs.Tab>}
          {mail.text !== null && <Tabs.Tab value="text">Text</Tabs.Tab>}
          <Tabs.Tab value="headers">Headers</Tabs.Tab>
        </Tabs.List>
        {mail.html !== null && (
          <Tabs.Panel value="html" className="mail-panel">
            {/* No scripts and no origin of ours in the frame; its links may open a tab, and that tab is a normal one. */}
            <iframe
              className="mail-frame"
              title={`Mail: ${mail.subject}`}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              srcDoc={mailPage(mail.html)}
            />
          </Tabs.Panel>
        )}
        {mail.text !== null && (
          <Tabs.Panel value="text" className="mail-panel">
            <pre className="mail-text">{mail.text}</pre>
          </Tabs.Panel>
        )}
        <Tabs.Panel value="headers" className="mail-panel">
          <Box component="dl" className="mail-headers">
            {mail.headers.map(({ name, value }, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand twice, and the list never changes
              <div key={position}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </Box>
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}
