import type { ConsentEntry, ContactDetail } from '@beckon/contract';
import { Alert, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { Panel } from '../../parts/screen/panel.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { consentLabels, consentOverview, consentSentence, consentStates, methodInWords } from './consent-words.ts';

/** What a contact agreed to, and the ledger that proves it. */
export function ConsentPanel({ contact }: { contact: ContactDetail }) {
  return (
    <Panel title="Consent" about="What this contact has consented to. The ledger below is the evidence.">
      <Stack gap="lg">
        {contact.isSuppressed && (
          <Alert color="red" icon={<IconHandStop size={18} />} title="Suppressed">
            This address is on the suppression list. Nothing is sent to it, whatever its consents.
          </Alert>
        )}
        <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {consentOverview(contact.consents).map(({ type, state, since }) => (
            <Group component="li" key={type} justify="space-between" wrap="nowrap" py={7}>
              <Text size="sm" fw={550} w={84}>
                {consentLabels[type]}
              </Text>
              <Text size="xs" c="dimmed" flex={1}>
                {consentStates[state].about} {since && <RelativeTime at={since} />}
              </Text>
              <Badge variant="light" color={consentStates[state].color} tt="none">
                {consentStates[state].label}
              </Badge>
            </Group>
          ))}
        </Stack>
        <div>
          <Title order={3} size="h4" mb="xs">
            Ledger
          </Title>
          {contact.consentHistory.length === 0 ? (
            <Text size="sm" c="dimmed">
              No entries yet. The first is recorded when this contact signs up or opts out.
            </Text>
          ) : (
            <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
              {contact.consentHistory.map((entry) => (
                <LedgerEntry key={entry.position} entry={entry} />
              ))}
            </Stack>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

function LedgerEntry({ entry }: { entry: ConsentEntry }) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <Badge variant="default" size="sm" tt="none" title="Position in the ledger" mt={2} miw={48}>
        #{entry.position}
      </Badge>
      <div style={{ minWidth: 0 }}>
        <Text size="sm">
          {consentSentence(entry)} {methodInWords(entry.method)}
        </Text>
        <Text size="xs" c="dimmed">
          <RelativeTime at={entry.recordedAt} /> · source {entry.source} ·{' '}
          {entry.wordingVersion === null ? 'no wording recorded' : `wording ${entry.wordingVersion}`}
        </Text>
      </div>
    </Group>
  );
}
