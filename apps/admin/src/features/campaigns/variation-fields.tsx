import type { CampaignVariation } from '@beckon/contract';
import { CloseButton, Group, Paper, Select, Text, TextInput } from '@mantine/core';
import { useMessageChoices } from './message-fields.tsx';
import { kindOf, type VariationKind, withKind } from './test-variations.ts';

const kinds: Record<VariationKind, string> = {
  same: 'The message as it is',
  subject: 'Another subject',
  message: 'Another message',
  holdout: 'No message (holdout)',
  other: 'As set through the API',
};

type Props = {
  variation: CampaignVariation;
  language: string;
  onChange: (variation: CampaignVariation) => void;
  onRemove: (() => void) | null;
};

/** One variation: its name, and what it differs in. */
export function VariationFields({ variation, language, onChange, onRemove }: Props) {
  const { name, message } = variation;
  const kind = kindOf(variation);
  const messages = useMessageChoices();
  const offered = Object.entries(kinds).filter(([value]) => value !== 'other' || kind === 'other');
  return (
    <Paper withBorder p="sm" component="fieldset" m={0} style={{ minWidth: 0 }}>
      <Text component="legend" size="xs" c="dimmed" px={4}>
        Variation {variation.key}
      </Text>
      <Group gap="sm" align="end" wrap="nowrap">
        <TextInput
          label="Name"
          value={name}
          onChange={({ currentTarget }) => onChange({ ...variation, name: currentTarget.value })}
          required
          maxLength={100}
          style={{ flex: 1 }}
        />
        <Select
          label="Sends"
          data={offered.map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(next) => onChange(withKind(variation, (next ?? kind) as VariationKind, language))}
          allowDeselect={false}
          style={{ flex: 1 }}
        />
        {onRemove && <CloseButton aria-label={`Remove ${name}`} onClick={onRemove} mb={4} />}
      </Group>
      {kind === 'subject' && <SubjectFields variation={variation} language={language} onChange={onChange} />}
      {kind === 'message' && (
        <Select
          mt="sm"
          label="Message"
          placeholder="Choose a message"
          data={messages}
          value={message || null}
          onChange={(key) => onChange({ ...variation, message: key ?? '' })}
          required
          searchable
        />
      )}
    </Paper>
  );
}

/** The subject in the language of the message, and in those that are set already. */
function SubjectFields({ variation, language, onChange }: Omit<Props, 'onRemove'>) {
  const subjects = variation.override?.subjects ?? {};
  const languages = Object.keys(subjects).length === 0 ? [language] : Object.keys(subjects);
  return languages.map((each) => (
    <TextInput
      key={each}
      mt="sm"
      label={`Subject (${each})`}
      value={subjects[each] ?? ''}
      onChange={({ currentTarget }) =>
        onChange({ ...variation, override: { subjects: { ...subjects, [each]: currentTarget.value } } })
      }
      required
      maxLength={500}
    />
  ));
}
