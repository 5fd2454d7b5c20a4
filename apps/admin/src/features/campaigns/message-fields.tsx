import { Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { messagesQuery } from '../../parts/api/messages-query.ts';
import { inWords } from '../../parts/format/words.ts';
import type { FieldsProps } from './use-draft.ts';

type Props = FieldsProps & { name: string; onName: (name: string) => void };

/** The name of the campaign, and the message that it sends. */
export function MessageFields({ definition, onChange, name, onName }: Props) {
  const choices = useMessageChoices();
  return (
    <Stack gap="md">
      <TextInput
        label="Name of the campaign"
        value={name}
        onChange={(change) => onName(change.currentTarget.value)}
        required
        maxLength={100}
      />
      <Select
        label="Message"
        description="Marketing messages that are published."
        placeholder="Choose a message"
        data={choices}
        value={definition.message}
        onChange={(message) => onChange({ message })}
        searchable
        nothingFoundMessage="No published marketing message. Publish one first."
      />
    </Stack>
  );
}

/** The messages that a campaign can send: those of marketing that are published. */
export function useMessageChoices(): { value: string; label: string }[] {
  const { data: messages = [] } = useQuery(messagesQuery);
  return messages
    .filter(({ category, publishedVersion }) => category === 'marketing' && publishedVersion !== null)
    .map(({ key, name, channel }) => ({ value: key, label: `${name} · ${inWords(channel)}` }));
}
