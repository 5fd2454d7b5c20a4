import type { Mail } from '@beckon/contract';
import { Group, Text, UnstyledButton } from '@mantine/core';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

type Props = { mails: Mail[]; chosen: string | undefined; onChoose: (id: string) => void };

export function MailList({ mails, chosen, onChoose }: Props) {
  return (
    <ul className="mail-list" aria-label="Mails">
      {mails.map((mail) => (
        <li key={mail.id}>
          <UnstyledButton
            className="mail-list-entry"
            aria-current={mail.id === chosen ? 'true' : undefined}
            onClick={() => onChoose(mail.id)}
          >
            <Group justify="space-between" gap="sm" wrap="nowrap">
              <Text span size="sm" fw={550} truncate>
                {mail.to}
              </Text>
              <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                <RelativeTime at={mail.receivedAt} />
              </Text>
            </Group>
            <Text size="sm" c="dimmed" truncate>
              {mail.subject || '(no subject)'}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
