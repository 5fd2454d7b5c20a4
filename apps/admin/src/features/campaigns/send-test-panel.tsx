import type { CampaignDefinition } from '@beckon/contract';
import { Alert, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { messagesQuery } from '../../parts/api/messages-query.ts';
import { sessionQuery } from '../../parts/auth/session-query.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { useSendTest } from './api/use-send-test.ts';

/** Sends the saved message to an address: it counts nowhere. */
export function SendTestPanel({ definition }: { definition: CampaignDefinition }) {
  const { data: messages } = useQuery(messagesQuery);
  const { data: user } = useQuery(sessionQuery);
  const [entered, setEntered] = useState<string | null>(null);
  const [variation, setVariation] = useState<string | null>(null);
  const sending = useSendTest();
  const sent = (definition.test?.variations ?? []).filter(({ isHoldout }) => !isHoldout);
  const chosen = sent.find(({ key }) => key === variation);
  const message = messages?.find(({ key }) => key === (chosen?.message ?? definition.message));
  if (!message || message.channel === 'push') return null;
  const isEmail = message.channel === 'email';
  const to = entered ?? (isEmail ? (user?.email ?? '') : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate(
      { messageId: message.id, to, override: chosen?.override ?? null },
      {
        onSuccess: () =>
          notifications.show({ title: 'Test sent', message: `“${message.name}” is on its way to ${to}.` }),
      },
    );
  };
  return (
    <Panel title="Send a test" about="What is published, with sample products. It counts in no figures.">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {sent.length > 0 && (
            <Select
              label="Variation"
              placeholder="The message as it is"
              clearable
              data={sent.map(({ key, name }) => ({ value: key, label: name }))}
              value={variation}
              onChange={setVariation}
            />
          )}
          <Group gap="sm" align="end" wrap="nowrap">
            <TextInput
              label={isEmail ? 'To the address' : 'To the phone number'}
              type={isEmail ? 'email' : 'tel'}
              value={to}
              onChange={({ currentTarget }) => setEntered(currentTarget.value)}
              required
              style={{ flex: 1 }}
            />
            <Button type="submit" variant="default" loading={sending.isPending}>
              Send test
            </Button>
          </Group>
          {sending.error && (
            <Alert color="red" title="Not sent" role="alert">
              {sending.error.message}
            </Alert>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
